package sample.local.signals.metrics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Metrics as CloudWatch keeps them, of the last three hours minute by minute, and of the last 15 minutes second by
 * second. What it keeps is bounded: the number of metrics, how many of them are known by the second, and in how much detail
 * their values are known. At most that is about 35 MB. Thread-safe.
 */
public final class MetricStore {

    public static final Duration KEPT = Duration.ofHours(3);
    public static final Duration SECONDS_KEPT = Duration.ofMinutes(15);
    /** How far into the future CloudWatch lets a timestamp be. */
    public static final Duration AHEAD = Duration.ofHours(2);
    static final int MAX_METRICS = 600;
    /** The first to come. A second takes 64 bytes: 12 MB. A stack has about 110. */
    static final int MAX_METRICS_BY_SECOND = 200;
    /** About 10 MB. */
    private static final int MAX_BUCKETS = 1_500_000;

    private final Clock clock;
    private final Map<Metric, Kept> metrics = new HashMap<>();
    private long refused;
    private long buckets;

    public MetricStore(Clock clock) {
        this.clock = clock;
    }

    private static final class Kept {

        private final Periods minutes = new Periods((int) KEPT.toMinutes() + 1, 60);
        private final Periods seconds;

        Kept(boolean bySecond) {
            seconds = new Periods(bySecond ? (int) SECONDS_KEPT.toSeconds() + 60 : 0, 1);
        }
    }

    /** Notes that {@code value} occurred so many {@code times} at {@code when}. */
    public void put(Metric metric, Instant when, double value, long times) {
        put(metric, when, values -> values.add(value, times));
    }

    public void put(Metric metric, Instant when, StatisticSet values) {
        put(metric, when, period -> period.add(values));
    }

    private synchronized void put(Metric metric, Instant when, Consumer<Distribution> values) {
        long second = when.getEpochSecond();
        long now = clock.instant().getEpochSecond();
        Kept kept = metrics.get(metric);
        if (second <= now - KEPT.toSeconds() || second > now + AHEAD.toSeconds() || kept == null
                && metrics.size() >= MAX_METRICS) {
            refused++;
            return;
        }
        if (kept == null) {
            kept = new Kept(metrics.values().stream().filter(it -> it.seconds.areKept()).count() < MAX_METRICS_BY_SECOND);
            metrics.put(metric, kept);
        }
        add(kept.minutes.at(second), values);
        if (kept.seconds.areKept() && second > now - SECONDS_KEPT.toSeconds() && second <= now + 60) {
            add(kept.seconds.at(second), values);
        }
    }

    private void add(Distribution period, Consumer<Distribution> values) {
        if (period == null) {
            return;
        }
        int before = period.size();
        values.accept(period);
        buckets += period.size() - before;
        if (buckets > MAX_BUCKETS) {
            buckets -= period.size();
            period.simplify();
        }
    }

    /** Forgets what is too old. To be called now and then. */
    public synchronized void forgetOld() {
        long now = clock.instant().getEpochSecond();
        metrics.values().removeIf(kept -> {
            kept.minutes.forgetBefore(now - KEPT.toSeconds());
            kept.seconds.forgetBefore(now - SECONDS_KEPT.toSeconds());
            return kept.minutes.isEmpty();
        });
        buckets = metrics.values().stream().mapToLong(kept -> kept.minutes.size() + kept.seconds.size()).sum();
    }

    /**
     * Returns what came in from {@code begin} to before {@code end}, or nothing where nothing did: a missing data
     * point. To the second within the last 15 minutes, else to the minute.
     */
    public synchronized Optional<Distribution> between(Metric metric, Instant begin, Instant end) {
        Kept kept = metrics.get(metric);
        if (kept == null) {
            return Optional.empty();
        }
        Distribution all = new Distribution();
        long now = clock.instant().getEpochSecond();
        long from = Math.max(begin.getEpochSecond(), now - KEPT.toSeconds());
        long to = Math.min(end.getEpochSecond(), now + AHEAD.toSeconds());
        boolean wholeMinutes = begin.getEpochSecond() % 60 == 0 && end.getEpochSecond() % 60 == 0;
        (wholeMinutes || !kept.seconds.areKept() || from < now - SECONDS_KEPT.toSeconds() ? kept.minutes : kept.seconds).addTo(all, from, to);
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** Returns {@link #between} of each {@code period} from {@code begin} to {@code end}, oldest first. */
    public synchronized List<Optional<Distribution>> series(Metric metric, Instant begin, Instant end,
            Duration period) {
        List<Optional<Distribution>> series = new ArrayList<>();
        for (Instant at = begin; at.isBefore(end); at = at.plus(period)) {
            series.add(between(metric, at, at.plus(period)));
        }
        return series;
    }

    public synchronized boolean has(Metric metric) {
        return metrics.containsKey(metric);
    }

    /** Returns the metrics that are kept and fit. */
    public synchronized List<Metric> find(Predicate<Metric> fits) {
        return metrics.keySet().stream().filter(fits).toList();
    }

    /** How many values were not kept: too old, too far in the future, or of one metric too many. */
    public synchronized long refused() {
        return refused;
    }
}
