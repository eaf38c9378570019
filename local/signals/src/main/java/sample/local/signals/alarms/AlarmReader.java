package sample.local.signals.alarms;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.template.Resource;

/**
 * Reads an alarm from its properties in a template. What it does not understand it refuses by resource and property.
 */
final class AlarmReader {

    private static final Set<String> COMMON = Set.of("AlarmName", "AlarmDescription", "EvaluationPeriods",
            "DatapointsToAlarm",
            "Threshold", "ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile", "ActionsEnabled",
            "AlarmActions",
            "OKActions", "InsufficientDataActions", "Tags");
    private static final Set<String> OF_ONE_METRIC = Set.of("Namespace", "MetricName", "Dimensions", "Statistic",
            "ExtendedStatistic", "Period");
    private static final Pattern EXTREME =
            Pattern.compile("(MIN|MAX)\\(\\s*\\[\\s*([a-zA-Z0-9_]+(?:\\s*,\\s*[a-zA-Z0-9_]+)*)\\s*]\\s*\\)");
    private static final Pattern ANOMALY = Pattern.compile("ANOMALY_DETECTION_BAND\\(.*\\)");

    private final Resource alarm;

    private AlarmReader(Resource alarm) {
        this.alarm = alarm;
    }

    /** An alarm, or one that cannot be evaluated here and why. */
    sealed interface Reading {

        record Evaluable(Alarm alarm) implements Reading {
        }

        record NotEvaluable(String name, String description, String reason) implements Reading {
        }
    }

    static Reading read(Resource alarm) {
        return new AlarmReader(alarm).read();
    }

    private Reading read() {
        if (!alarm.has("Metrics")) {
            alarm.only(union(COMMON, OF_ONE_METRIC));
            return new Reading.Evaluable(alarm(single(), alarm.whole("Period"), "Period"));
        }
        alarm.only(union(COMMON, Set.of("Metrics", "ThresholdMetricId")));
        List<Resource> queries = alarm.parts("Metrics");
        if (queries.stream().anyMatch(query -> ANOMALY.matcher(query.text("Expression", "")).matches())) {
            return new Reading.NotEvaluable(alarm.text("AlarmName"), alarm.text("AlarmDescription", ""),
                    "Anomaly detection learns from hours or days of traffic, which a laptop does not have");
        }
        if (alarm.has("ThresholdMetricId")) {
            throw alarm.refusal("ThresholdMetricId", "there is no anomaly detection band among the Metrics");
        }
        return ofMath(queries);
    }

    private Reading ofMath(List<Resource> queries) {
        Map<String, Measure.Single> inputs = new LinkedHashMap<>();
        Set<Integer> periods = new HashSet<>();
        List<Resource> returned = queries.stream().filter(query -> query.flag("ReturnData", true)).toList();
        if (returned.size() != 1) {
            throw alarm.refusal("Metrics", returned.size() + " of them return data, and it has to be one");
        }
        for (Resource query : queries) {
            query.only(Set.of("Id", "Expression", "Label", "ReturnData", "MetricStat", "Period"));
            if (query.has("MetricStat")) {
                Resource stat = query.part("MetricStat").only(Set.of("Metric", "Stat", "Period"));
                periods.add(stat.whole("Period"));
                inputs.put(query.text("Id"), new Measure.Single(metric(stat.part("Metric")
                        .only(Set.of("Namespace", "MetricName",
                        "Dimensions"))), statistic(stat, "Stat")));
            } else if (query != returned.getFirst()) {
                throw query.refusal("Expression", "only the one that returns data is computed here");
            }
        }
        if (periods.size() != 1) {
            throw alarm.refusal("Metrics", "their periods differ: " + periods);
        }
        Resource result = returned.getFirst();
        Measure measure = result.has("MetricStat") ? inputs.get(result.text("Id")) : extreme(result, inputs);
        return new Reading.Evaluable(alarm(measure, periods.iterator().next(), "Metrics"));
    }

    private static Measure extreme(Resource query, Map<String, Measure.Single> inputs) {
        String expression = query.text("Expression");
        Matcher extreme = EXTREME.matcher(expression);
        if (!extreme.matches()) {
            throw query.refusal("Expression", expression + " is not computed here, only MIN([...]) and MAX([...])");
        }
        Map<String, Measure.Single> named = new LinkedHashMap<>();
        Arrays.stream(extreme.group(2).split("\\s*,\\s*")).forEach(id -> {
            if (!inputs.containsKey(id)) {
                throw query.refusal("Expression", "there is no metric with the Id " + id);
            }
            named.put(id, inputs.get(id));
        });
        return new Measure.Extreme(expression, extreme.group(1).equals("MIN"), named);
    }

    private Measure.Single single() {
        if (alarm.has("Statistic") == alarm.has("ExtendedStatistic")) {
            throw alarm.refusal("Statistic", "either this or ExtendedStatistic has to be given");
        }
        return new Measure.Single(metric(alarm), statistic(alarm, alarm.has("Statistic") ? "Statistic"
                : "ExtendedStatistic"));
    }

    private static Metric metric(Resource from) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        from.parts("Dimensions").forEach(it -> {
            it.only(Set.of("Name", "Value"));
            if (dimensions.put(it.text("Name"), it.text("Value")) != null) {
                throw from.refusal("Dimensions", it.text("Name") + " is given twice");
            }
        });
        return new Metric(from.text("Namespace"), from.text("MetricName"), dimensions);
    }

    private static Statistic statistic(Resource from, String property) {
        try {
            return Statistic.of(from.text(property));
        } catch (IllegalArgumentException e) {
            throw from.refusal(property, e.getMessage());
        }
    }

    private Alarm alarm(Measure measure, int period, String periodProperty) {
        if (period % 60 != 0) {
            throw alarm.refusal(periodProperty, "a period of " + period
                    + " s is not evaluated here, only whole minutes");
        }
        int periods = alarm.whole("EvaluationPeriods");
        int toAlarm = alarm.whole("DatapointsToAlarm", periods);
        if (toAlarm > periods) {
            throw alarm.refusal("DatapointsToAlarm", toAlarm + " is more than EvaluationPeriods, " + periods);
        }
        if (Evaluation.range(periods) * (long) period > Duration.ofHours(3).toSeconds()) {
            throw alarm.refusal("EvaluationPeriods", periods + " periods of " + period
                    + " s are longer than metrics are kept here");
        }
        return new Alarm(alarm.text("AlarmName"), alarm.text("AlarmDescription", ""), measure,
                Duration.ofSeconds(period),
                alarm.number("Threshold"), comparison(), periods, toAlarm, missingData(measure), waitsForSamples(),
                new Alarm.Actions(alarm.texts("AlarmActions"), alarm.texts("OKActions"),
                alarm.texts("InsufficientDataActions")));
    }

    private Comparison comparison() {
        String name = alarm.text("ComparisonOperator");
        return Comparison.of(name).orElseThrow(() -> alarm.refusal("ComparisonOperator", name
                + " is not evaluated here"));
    }

    /** CloudWatch ignores missing data in DynamoDB's namespace whatever the alarm says. */
    private MissingData missingData(Measure measure) {
        String name = alarm.text("TreatMissingData", "missing");
        MissingData said = MissingData.of(name).orElseThrow(() ->
                alarm.refusal("TreatMissingData", name + " is not known"));
        return measure.metrics().stream().anyMatch(metric -> metric.namespace().equals("AWS/DynamoDB"))
                ? MissingData.IGNORE : said;
    }

    private boolean waitsForSamples() {
        String name = "EvaluateLowSampleCountPercentile";
        return switch (alarm.text(name, "evaluate")) {
            case "ignore" -> true;
            case "evaluate" -> false;
            default -> throw alarm.refusal(name, alarm.text(name) + " is not known");
        };
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
