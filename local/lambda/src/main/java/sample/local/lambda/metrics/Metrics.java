package sample.local.lambda.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The metrics of the last three hours, minute by minute, as CloudWatch keeps them. */
public final class Metrics {

    private static final Duration KEPT = Duration.ofHours(3);

    private final Clock clock;
    private final Map<Metric, NavigableMap<Instant, List<Double>>> minutes = new HashMap<>();

    public Metrics(Clock clock) {
        this.clock = clock;
    }

    public synchronized void put(Metric metric, double value) {
        Instant now = clock.instant();
        NavigableMap<Instant, List<Double>> kept = minutes.computeIfAbsent(metric, it -> new TreeMap<>());
        kept.headMap(now.minus(KEPT)).clear();
        kept.computeIfAbsent(now.truncatedTo(ChronoUnit.MINUTES), minute -> new ArrayList<>()).add(value);
    }

    /** Returns what came in from {@code begin} to {@code end}, or nothing where nothing did: a missing data point. */
    public synchronized Optional<Datapoint> between(Metric metric, Instant begin, Instant end) {
        List<Double> values = minutes.getOrDefault(metric, new TreeMap<>()).subMap(begin, end).values().stream()
                .flatMap(List::stream).toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Datapoint.of(values));
    }

    /** Returns every metric with its minutes, oldest first. */
    public synchronized Map<Metric, NavigableMap<Instant, Datapoint>> all() {
        Map<Metric, NavigableMap<Instant, Datapoint>> all = new HashMap<>();
        minutes.forEach((metric, kept) -> {
            NavigableMap<Instant, Datapoint> points = new TreeMap<>();
            kept.forEach((minute, values) -> points.put(minute, Datapoint.of(values)));
            all.put(metric, points);
        });
        return all;
    }
}
