package sample.local.signals.slo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sample.local.signals.requests.Request;
import sample.local.signals.template.Resource;

/**
 * A service level objective, counted by request, as the template defines it.
 *
 * @param threshold of the latency in ms; without one, availability is meant
 * @param orEqual whether a request that takes just the threshold is a good one
 * @param goal share of good requests in percent
 * @param warning share of the error budget in percent below which it is worth a warning
 * @param interval over which the goal has to be reached
 * @param lookBacks the windows of the burn rates, in minutes
 */
record Objective(String name, String description, String environment, String service, String operation,
        Optional<Double> threshold,
        boolean orEqual, double goal, double warning, Duration interval, List<Integer> lookBacks) {

    /** Longer than a laptop's stack lives; it bounds what is kept. */
    private static final Duration MAX_INTERVAL = Duration.ofDays(31);
    private static final int MAX_LOOK_BACK = 10080;

    static Objective read(Resource slo) {
        slo.only(Set.of("Name", "Description", "RequestBasedSli", "Goal", "BurnRateConfigurations", "Tags"));
        Resource sli = slo.part("RequestBasedSli").only(Set.of("RequestBasedSliMetric", "MetricThreshold",
                "ComparisonOperator"));
        Resource metric = sli.part("RequestBasedSliMetric").only(Set.of("MetricType", "OperationName",
                "KeyAttributes"));
        Resource key = metric.part("KeyAttributes").only(Set.of("Type", "Name", "Environment"));
        if (!key.text("Type").equals("Service")) {
            throw key.refusal("Type", key.text("Type") + " is not evaluated here, only Service");
        }
        Resource goal = slo.part("Goal").only(Set.of("AttainmentGoal", "WarningThreshold", "Interval"));
        double attainment = goal.number("AttainmentGoal");
        if (attainment <= 0 || attainment >= 100) {
            throw goal.refusal("AttainmentGoal", goal.text("AttainmentGoal") + " is not between 0 and 100");
        }
        Optional<Double> threshold = threshold(sli, metric);
        return new Objective(slo.text("Name"), slo.text("Description", ""), key.text("Environment"), key.text("Name"),
                metric.text("OperationName"), threshold, threshold.isPresent() && orEqual(sli), attainment,
                goal.has("WarningThreshold") ? goal.number("WarningThreshold") : 50, interval(goal.part("Interval")),
                slo.parts("BurnRateConfigurations").stream().map(Objective::lookBack).toList());
    }

    private static Optional<Double> threshold(Resource sli, Resource metric) {
        return switch (metric.text("MetricType")) {
            case "LATENCY" -> Optional.of(sli.number("MetricThreshold"));
            case "AVAILABILITY" -> {
                sli.only(Set.of("RequestBasedSliMetric"));
                yield Optional.empty();
            }
            default -> throw metric.refusal("MetricType", metric.text("MetricType") + " is not known");
        };
    }

    private static boolean orEqual(Resource sli) {
        return switch (sli.text("ComparisonOperator")) {
            case "LessThanOrEqualTo" -> true;
            case "LessThan" -> false;
            default -> throw sli.refusal("ComparisonOperator", sli.text("ComparisonOperator")
                    + " is not evaluated here");
        };
    }

    private static Duration interval(Resource interval) {
        Resource rolling = interval.only(Set.of("RollingInterval")).part("RollingInterval")
                .only(Set.of("DurationUnit", "Duration"));
        Duration unit = switch (rolling.text("DurationUnit")) {
            case "MINUTE" -> Duration.ofMinutes(1);
            case "HOUR" -> Duration.ofHours(1);
            case "DAY" -> Duration.ofDays(1);
            default -> throw rolling.refusal("DurationUnit", rolling.text("DurationUnit") + " is not evaluated here");
        };
        Duration duration = unit.multipliedBy(rolling.whole("Duration"));
        if (duration.compareTo(MAX_INTERVAL) > 0) {
            throw rolling.refusal("Duration", "it is longer than " + MAX_INTERVAL.toDays() + " days");
        }
        return duration;
    }

    private static int lookBack(Resource configuration) {
        int minutes = configuration.only(Set.of("LookBackWindowMinutes")).whole("LookBackWindowMinutes");
        if (minutes > MAX_LOOK_BACK) {
            throw configuration.refusal("LookBackWindowMinutes", minutes + " is more than " + MAX_LOOK_BACK);
        }
        return minutes;
    }

    boolean covers(Request request) {
        return service.equals(request.service()) && operation.equals(request.operation())
                && environment.equals(request.environment());
    }

    /** For latency alone a quick 503 is a good request: availability is an objective of its own. */
    boolean isGood(Request request) {
        return threshold.map(most -> orEqual ? request.milliseconds() <= most : request.milliseconds() < most)
                .orElse(!request.fault());
    }
}
