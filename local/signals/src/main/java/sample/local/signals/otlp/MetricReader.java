package sample.local.signals.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.StatisticSet;
import sample.local.signals.pool.Pools;

/**
 * Of the agent's own metrics, those of the JVM under the names that Application Signals gives them, and those of the
 * connection pool, which no metric of AWS shows by the second. Not thread-safe.
 */
final class MetricReader {

    private static final int MAX_HISTOGRAMS = 500;

    private final MetricStore metrics;
    private final SpanReader resources;
    private final Map<String, Counted> before = new HashMap<>();

    MetricReader(MetricStore metrics, SpanReader resources) {
        this.metrics = metrics;
        this.resources = resources;
    }

    /** What a histogram had counted when it was last sent. */
    private record Counted(long since, long count, double sum) {
    }

    void read(ExportMetricsServiceRequest request) {
        request.getResourceMetricsList().forEach(resource -> {
            String service = SpanReader.service(resource.getResource());
            Map<String, String> jvm = Map.of("Environment", resources.environment(resource.getResource()), "Service",
                    service);
            resource.getScopeMetricsList().forEach(scope -> scope.getMetricsList()
                    .forEach(metric -> read(metric, service, jvm)));
        });
    }

    private void read(Metric metric, String service, Map<String, String> jvm) {
        switch (metric.getName()) {
            case "jvm.memory.used" -> total(metric, "jvm.memory.type", "heap",
                    (when, value) -> jvm("JVMMemoryHeapUsed", jvm, when, value));
            case "jvm.thread.count" -> total(metric, "", "", (when, value) -> jvm("JVMThreadCount", jvm, when, value));
            case "jvm.cpu.recent_utilization" -> total(metric, "", "",
                    (when, value) -> jvm("JVMCpuRecentUtilization", jvm, when, value));
            case "jvm.gc.duration" -> histograms(metric, service,
                    (point, more) -> put("ApplicationSignals", "JVMGCDuration", jvm,
                    when(point.getTimeUnixNano()), new StatisticSet(more.count(), more.sum() * 1000, 0,
                    more.sum() * 1000)));
            case "db.client.connections.usage", "db.client.connection.count" ->
                    pools(metric, service, point -> attribute(point.getAttributesList(), "state",
                            "db.client.connection.state"));
            case "db.client.connections.max", "db.client.connection.max" -> pools(metric, service, point -> "max");
            case "db.client.connections.pending_requests", "db.client.connection.pending_requests" ->
                    pools(metric, service, point -> "pending");
            case "db.client.connections.use_time" -> times(metric, service, "use_ms", 1);
            case "db.client.connection.use_time" -> times(metric, service, "use_ms", 1000);
            case "db.client.connections.wait_time" -> times(metric, service, "wait_ms", 1);
            case "db.client.connection.wait_time" -> times(metric, service, "wait_ms", 1000);
            default -> {
                // Nothing here asks for it.
            }
        }
    }

    /** The sum over all data points of one moment whose attribute has this value. */
    private void total(Metric metric, String attribute, String value, BiConsumer<Instant, Double> use) {
        Map<Long, Double> totals = new LinkedHashMap<>();
        points(metric).stream().filter(point -> attribute.isEmpty() || attribute(point.getAttributesList(), attribute)
                .equals(value))
                .forEach(point -> totals.merge(point.getTimeUnixNano(), number(point), Double::sum));
        totals.forEach((nanos, sum) -> use.accept(when(nanos), sum));
    }

    private void jvm(String name, Map<String, String> dimensions, Instant when, double value) {
        metrics.put(new sample.local.signals.metrics.Metric("ApplicationSignals", name, dimensions), when, value, 1);
    }

    private interface NameOf {
        String of(NumberDataPoint point);
    }

    private void pools(Metric metric, String service, NameOf name) {
        for (NumberDataPoint point : points(metric)) {
            metrics.put(new sample.local.signals.metrics.Metric(Pools.NAMESPACE, name.of(point),
                    pool(service, point.getAttributesList())),
                    when(point.getTimeUnixNano()), number(point), 1);
        }
    }

    private void times(Metric metric, String service, String name, double toMilliseconds) {
        histograms(metric, service, (point, more) -> put(Pools.NAMESPACE, name,
                pool(service, point.getAttributesList()),
                when(point.getTimeUnixNano()), new StatisticSet(more.count(), more.sum() * toMilliseconds,
                point.hasMin() ? point.getMin() : 0,
                        point.hasMax() ? point.getMax() * toMilliseconds : more.sum() * toMilliseconds)));
    }

    private static Map<String, String> pool(String service, List<KeyValue> attributes) {
        return Map.of("Service", service, "Pool", attribute(attributes, "pool.name", "db.client.connection.pool.name"));
    }

    /** Hands on what each histogram counted since it was last sent. */
    private void histograms(Metric metric, String service, BiConsumer<HistogramDataPoint, Counted> use) {
        boolean cumulative = metric.getHistogram()
                .getAggregationTemporality() == AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE;
        for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
            Counted now = new Counted(point.getStartTimeUnixNano(), point.getCount(), point.getSum());
            Counted more = cumulative ? since(service + metric.getName() + point.getAttributesList(), now) : now;
            if (more.count() > 0) {
                use.accept(point, more);
            }
        }
    }

    private Counted since(String key, Counted now) {
        if (before.size() >= MAX_HISTOGRAMS && !before.containsKey(key)) {
            return new Counted(now.since(), 0, 0);
        }
        Counted last = before.put(key, now);
        return last == null || last.since() != now.since() || last.count() > now.count() ? now
                : new Counted(now.since(), now.count() - last.count(), now.sum() - last.sum());
    }

    private void put(String namespace, String name, Map<String, String> dimensions, Instant when, StatisticSet values) {
        metrics.put(new sample.local.signals.metrics.Metric(namespace, name, dimensions), when, values);
    }

    private static List<NumberDataPoint> points(Metric metric) {
        return metric.hasSum() ? metric.getSum().getDataPointsList() : metric.getGauge().getDataPointsList();
    }

    private static double number(NumberDataPoint point) {
        return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
    }

    private static Instant when(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    private static String attribute(List<KeyValue> attributes, String... names) {
        for (String name : names) {
            Optional<String> value = attributes.stream().filter(it -> it.getKey().equals(name))
                    .map(it -> SpanReader.text(it.getValue())).findFirst();
            if (value.isPresent()) {
                return value.get();
            }
        }
        return "";
    }
}
