package sample.local.signals.alarms;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.template.Template;

/** The template's alarms, the state that each is in, and how it came to it. Thread-safe. */
public final class Alarms {

    /** A minute is looked at when what happened in it has had time to arrive: spans come a second later, or two. */
    public static final Duration ARRIVAL = Duration.ofSeconds(5);

    private final MetricStore metrics;
    private final Clock clock;
    private final PrintStream log;
    private final List<WatchedAlarm> watched = new ArrayList<>();
    private final Map<String, WatchedAlarm.Unwatched> notEvaluable = new LinkedHashMap<>();

    /**
     * @param log where each change of state becomes a line
     * @throws sample.local.signals.template.TemplateException when an alarm says something that is not understood
     *         here
     */
    public Alarms(Template template, MetricStore metrics, Clock clock, PrintStream log) {
        this.metrics = metrics;
        this.clock = clock;
        this.log = log;
        template.resources("AWS::CloudWatch::Alarm").stream().map(AlarmReader::read).forEach(reading -> {
            switch (reading) {
                case AlarmReader.Reading.Evaluable(Alarm alarm) -> watched.add(new WatchedAlarm(alarm,
                        clock.instant()));
                case AlarmReader.Reading.NotEvaluable(String name, String description, String reason) ->
                        notEvaluable.put(name, new WatchedAlarm.Unwatched(name, description, reason, clock.instant()));
            }
        });
        template.resources("AWS::CloudWatch::CompositeAlarm").forEach(alarm -> notEvaluable.put(alarm.text("AlarmName"),
                new WatchedAlarm.Unwatched(alarm.text("AlarmName"), alarm.text("AlarmDescription", ""),
                        "Composite alarms are not evaluated here", clock.instant())));
    }

    /** Evaluates all alarms on the periods that have ended. To be called every second or so. */
    public synchronized void evaluate() {
        Instant now = clock.instant();
        for (WatchedAlarm alarm : watched) {
            alarm.evaluate(metrics, now, now.minus(ARRIVAL))
                    .ifPresent(change -> log.printf("%s %s: %s -> %s after %d s (%s)%n", now,
                    alarm.name(), change.from(), change.to(), change.after().toSeconds(), change.reason()));
        }
    }

    /**
     * Returns what {@code aws cloudwatch describe-alarms} says, in the template's order; those not evaluated come
     * last.
     */
    public synchronized List<Map<String, Object>> describe() {
        return Stream.concat(watched.stream().map(WatchedAlarm::describe),
                notEvaluable.values().stream().map(WatchedAlarm.Unwatched::describe)).toList();
    }

    /** Returns what {@code aws cloudwatch describe-alarm-history} says, the latest first. */
    public synchronized List<Map<String, Object>> history(Optional<String> name) {
        return watched.stream().filter(alarm -> name.isEmpty() || name.get().equals(alarm.name()))
                .flatMap(WatchedAlarm::history)
                .sorted((one, other) -> ((Instant) other.get("Timestamp")).compareTo((Instant) one.get("Timestamp")))
                .toList();
    }

    /** Returns the alarms for the page, those in ALARM first. */
    public synchronized List<Map<String, Object>> state() {
        return Stream.concat(
                watched.stream().sorted((one, other) -> Boolean.compare(other.isInAlarm(), one.isInAlarm()))
                .map(WatchedAlarm::state),
                notEvaluable.values().stream().map(WatchedAlarm.Unwatched::state)).toList();
    }

    /** Returns what the alarms watch, with the names of the alarms that do. */
    public Map<Metric, List<String>> watchedMetrics() {
        Map<Metric, List<String>> all = new LinkedHashMap<>();
        watched.forEach(alarm -> alarm.metrics().forEach(metric -> all.computeIfAbsent(metric, it -> new ArrayList<>())
                .add(alarm.name())));
        return all;
    }

    static String shown(List<Optional<Double>> points) {
        return points.stream().map(point -> point.map(value -> String.valueOf(Math.round(value * 1000) / 1000.0))
                .orElse("-"))
                .collect(Collectors.joining(" "));
    }
}
