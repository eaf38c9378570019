package sample.local.signals.map;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sample.local.signals.metrics.Distribution;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.requests.ApplicationSignals;
import sample.local.signals.requests.Dependency;

/** Who calls whom, how often, how long that takes and how much of it fails: over the last minute that has come in. */
public final class ServiceMap {

    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Statistic SUM = Statistic.of("Sum");
    private static final Statistic P50 = Statistic.of("p50");
    private static final Statistic P99 = Statistic.of("p99");
    /** Where the requests come from that no service here made. */
    private static final String CLIENTS = "clients";

    private final MetricStore metrics;
    private final ApplicationSignals signals;
    private final Clock clock;
    private final Duration arrival;

    /** @param arrival how long it takes until everything has come in */
    public ServiceMap(MetricStore metrics, ApplicationSignals signals, Clock clock, Duration arrival) {
        this.metrics = metrics;
        this.signals = signals;
        this.clock = clock;
        this.arrival = arrival;
    }

    /** Returns {@code nodes} and {@code edges}, in the order of their names. */
    public Map<String, Object> state() {
        Map<String, Map<String, Object>> nodes = new TreeMap<>();
        List<Map<String, Object>> edges = new ArrayList<>();
        for (Metric metric : latencies(Set.of("Environment", "Service"))) {
            String service = metric.dimensions().get("Service");
            nodes.put(service, node(service, "SERVICE", metric));
        }
        for (Metric metric : latencies(Set.of("Environment", "Service", "RemoteService"))) {
            String to = metric.dimensions().get("RemoteService");
            Dependency.Kind kind = signals.kind(to);
            nodes.computeIfAbsent(to, it -> node(to, kind.name(), metric));
            edges.add(edge(metric.dimensions().get("Service"), to, metric));
        }
        List<String> called = edges.stream().map(edge -> String.valueOf(edge.get("to"))).toList();
        for (Metric metric : latencies(Set.of("Environment", "Service"))) {
            String service = metric.dimensions().get("Service");
            if (!called.contains(service)) {
                nodes.computeIfAbsent(CLIENTS, it -> new LinkedHashMap<>(Map.of("name", CLIENTS, "kind", "CLIENTS")));
                edges.add(edge(CLIENTS, service, metric));
            }
        }
        return Map.of("window_s", WINDOW.toSeconds(), "nodes", List.copyOf(nodes.values()), "edges", edges);
    }

    private List<Metric> latencies(Set<String> dimensions) {
        return metrics.find(metric -> metric.namespace().equals(ApplicationSignals.NAMESPACE) && metric.name()
                .equals("Latency")
                && metric.dimensions().keySet().equals(dimensions)).stream()
                .sorted((one, other) -> new TreeMap<>(one.dimensions()).toString()
                .compareTo(new TreeMap<>(other.dimensions()).toString())).toList();
    }

    private Map<String, Object> node(String name, String kind, Metric latency) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", name);
        node.put("kind", kind);
        node.putAll(figures(latency));
        return node;
    }

    private Map<String, Object> edge(String from, String to, Metric latency) {
        Map<String, Object> edge = new LinkedHashMap<>();
        edge.put("from", from);
        edge.put("to", to);
        edge.putAll(figures(latency));
        return edge;
    }

    private Map<String, Object> figures(Metric latency) {
        Instant end = Instant.ofEpochSecond(clock.instant().minus(arrival).getEpochSecond());
        Instant begin = end.minus(WINDOW);
        Optional<Distribution> times = metrics.between(latency, begin, end);
        long requests = times.map(Distribution::count).orElse(0L);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("requests", requests);
        figures.put("rate_per_s", requests / (double) WINDOW.toSeconds());
        figures.put("p50_ms", times.flatMap(it -> it.statistic(P50)).orElse(null));
        figures.put("p99_ms", times.flatMap(it -> it.statistic(P99)).orElse(null));
        figures.put("faults", sum("Fault", latency, begin, end));
        figures.put("errors", sum("Error", latency, begin, end));
        return figures;
    }

    private long sum(String name, Metric latency, Instant begin, Instant end) {
        return metrics.between(new Metric(latency.namespace(), name, latency.dimensions()), begin, end)
                .flatMap(it -> it.statistic(SUM))
                .map(Math::round).orElse(0L);
    }
}
