package sample.local.signals.pool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.requests.ApplicationSignals;

/**
 * The connection pools, by the second, from the agent's own metrics: CloudWatch has them once a minute. And the
 * arithmetic: a pool serves at most {@code connections / hold time} requests a second.
 */
public final class Pools {

    /** The namespace in the metric store; dimensions are {@code Service} and {@code Pool}. */
    public static final String NAMESPACE = "Pool";

    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final Statistic MAXIMUM = Statistic.of("Maximum");
    private static final Statistic AVERAGE = Statistic.of("Average");
    private static final List<String> LEVELS = List.of("max", "used", "idle", "pending");

    private final MetricStore metrics;
    private final Clock clock;
    private final String environment;

    public Pools(MetricStore metrics, Clock clock, String environment) {
        this.metrics = metrics;
        this.clock = clock;
        this.environment = environment;
    }

    /** Returns each pool as it is. A figure that is not known is null. */
    public List<Map<String, Object>> state() {
        return pools().stream().map(pool -> {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("service", pool.get("Service"));
            state.put("pool", pool.get("Pool"));
            LEVELS.forEach(level -> state.put(level, latest(level, pool).orElse(null)));
            Optional<Double> hold = average("use_ms", pool);
            state.put("hold_ms", hold.orElse(null));
            state.put("wait_ms", average("wait_ms", pool).orElse(null));
            state.put("capacity_per_s", hold.filter(it -> it > 0)
                    .flatMap(ms -> latest("max", pool).map(max -> max * 1000 / ms)).orElse(null));
            state.put("requests_per_s", requestsPerSecond(pool.get("Service")));
            return state;
        }).toList();
    }

    /**
     * Returns the levels of each pool, one point for each {@code period} of the last {@code length}, the oldest
     * first.
     */
    public List<Map<String, Object>> series(Duration length, Duration period) {
        Instant end = Instant.ofEpochSecond(clock.instant().getEpochSecond() / period.toSeconds() * period.toSeconds());
        return pools().stream().map(pool -> {
            Map<String, Object> series = new LinkedHashMap<>();
            series.put("service", pool.get("Service"));
            series.put("pool", pool.get("Pool"));
            LEVELS.forEach(level -> series.put(level, metrics.series(new Metric(NAMESPACE, level, pool),
                    end.minus(length), end, period)
                    .stream().map(values -> values.flatMap(it -> it.statistic(MAXIMUM)).orElse(null)).toList()));
            return series;
        }).toList();
    }

    private List<Map<String, String>> pools() {
        return metrics.find(metric -> metric.namespace().equals(NAMESPACE) && metric.name().equals("max")).stream()
                .map(Metric::dimensions)
                .sorted((one, other) -> new TreeMap<>(one).toString().compareTo(new TreeMap<>(other).toString()))
                .toList();
    }

    private Optional<Double> latest(String name, Map<String, String> pool) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        return metrics.series(new Metric(NAMESPACE, name, pool), now.minus(FRESH), now.plusSeconds(1),
                Duration.ofSeconds(1)).stream()
                .flatMap(values -> values.flatMap(it -> it.statistic(MAXIMUM)).stream()).reduce((one, later) -> later);
    }

    private Optional<Double> average(String name, Map<String, String> pool) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        return metrics.between(new Metric(NAMESPACE, name, pool), now.minus(WINDOW), now.plusSeconds(1))
                .flatMap(it -> it.statistic(AVERAGE));
    }

    private double requestsPerSecond(String service) {
        Instant end = Instant.ofEpochSecond(clock.instant().getEpochSecond()).minusSeconds(2);
        Metric latency = new Metric(ApplicationSignals.NAMESPACE, "Latency",
                Map.of("Environment", environment, "Service", service));
        return metrics.between(latency, end.minus(WINDOW), end).map(it -> it.count() / (double) WINDOW.toSeconds())
                .orElse(0.0);
    }
}
