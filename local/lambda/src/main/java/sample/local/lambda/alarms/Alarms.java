package sample.local.lambda.alarms;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import sample.local.lambda.metrics.Metrics;

/** The template's alarms and the state that each is in. */
public final class Alarms {

    private final Metrics metrics;
    private final Clock clock;
    private final PrintStream log;
    private final List<Watched> watched;

    Alarms(List<Alarm> alarms, Metrics metrics, Clock clock, PrintStream log) {
        this.metrics = metrics;
        this.clock = clock;
        this.log = log;
        this.watched = alarms.stream().map(alarm -> new Watched(alarm, AlarmState.INSUFFICIENT_DATA, clock.instant(),
                "Unchecked: Initial alarm creation")).collect(Collectors.toCollection(ArrayList::new));
    }

    public static Alarms of(Path template, Metrics metrics, Clock clock) throws IOException {
        return new Alarms(Template.alarms(template), metrics, clock, System.out);
    }

    /** Evaluates from now on, shortly after the end of each period as it turns out, for as long as the process lives. */
    public void watch() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("alarms").factory());
        timer.scheduleAtFixedRate(this::evaluate, 1, 1, TimeUnit.SECONDS);
    }

    synchronized void evaluate() {
        Instant now = clock.instant();
        watched.replaceAll(it -> {
            List<Optional<Double>> points = it.alarm().points(metrics, it.alarm().lastEnd(now));
            AlarmState state = it.alarm().state(points, it.state());
            return state == it.state() ? it : changed(it, state, points, now);
        });
    }

    private Watched changed(Watched before, AlarmState state, List<Optional<Double>> points, Instant now) {
        String shown = points.stream().map(point -> point.map(String::valueOf).orElse("-")).collect(Collectors.joining(" "));
        String reason = "%s of %s, last %d periods: %s; %d of %d have to be %s %s".formatted(before.alarm().statistic(),
                before.alarm().metric().name(), points.size(), shown, before.alarm().toAlarm(), before.alarm().periods(),
                before.alarm().comparison(), before.alarm().threshold());
        log.printf("%s %s: %s -> %s after %d s (%s)%n", now, before.alarm().name(), before.state(), state,
                Duration.between(before.since(), now).toSeconds(), reason);
        return new Watched(before.alarm(), state, now, reason);
    }

    /** Returns what {@code aws cloudwatch describe-alarms} prints, as far as it says something here. */
    public synchronized Map<String, ?> describe() {
        return Map.of("MetricAlarms", watched.stream().map(Watched::describe).toList());
    }

    private record Watched(Alarm alarm, AlarmState state, Instant since, String reason) {

        Map<String, ?> describe() {
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("AlarmName", alarm.name());
            description.put("StateValue", state);
            description.put("StateReason", reason);
            description.put("StateUpdatedTimestamp", since.toString());
            description.put("Namespace", alarm.metric().namespace());
            description.put("MetricName", alarm.metric().name());
            description.put("Dimensions", alarm.metric().dimensions().entrySet().stream()
                    .map(dimension -> Map.of("Name", dimension.getKey(), "Value", dimension.getValue())).toList());
            description.put(alarm.statistic().startsWith("p") ? "ExtendedStatistic" : "Statistic", alarm.statistic());
            description.put("Period", alarm.period().toSeconds());
            description.put("EvaluationPeriods", alarm.periods());
            description.put("DatapointsToAlarm", alarm.toAlarm());
            description.put("Threshold", alarm.threshold());
            description.put("ComparisonOperator", alarm.comparison());
            description.put("TreatMissingData", alarm.treatMissingData());
            return description;
        }
    }
}
