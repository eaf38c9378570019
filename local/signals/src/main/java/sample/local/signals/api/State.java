package sample.local.signals.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import sample.local.signals.alarms.Alarms;
import sample.local.signals.controls.Controls;
import sample.local.signals.dashboard.Dashboard;
import sample.local.signals.map.ServiceMap;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.pool.Pools;
import sample.local.signals.slo.Objectives;
import sample.local.signals.traces.NotableRequests;

/** One document of everything that the page shows, and that scripts ask for. */
public final class State {

    private final Clock clock;
    private final Instant started;
    private final MetricStore metrics;
    private final Alarms alarms;
    private final Objectives objectives;
    private final ServiceMap map;
    private final Pools pools;
    private final Dashboard dashboard;
    private final NotableRequests requests;
    private final Optional<Controls> controls;
    private final Supplier<Map<String, Object>> self;

    /** @param self what this program says of itself */
    public State(Clock clock, MetricStore metrics, Alarms alarms, Objectives objectives, ServiceMap map, Pools pools,
            Dashboard dashboard,
            NotableRequests requests, Optional<Controls> controls, Supplier<Map<String, Object>> self) {
        this.clock = clock;
        this.started = clock.instant();
        this.metrics = metrics;
        this.alarms = alarms;
        this.objectives = objectives;
        this.map = map;
        this.pools = pools;
        this.dashboard = dashboard;
        this.requests = requests;
        this.controls = controls;
        this.self = self;
    }

    Map<String, Object> all() {
        Map<String, Object> state = new LinkedHashMap<>();
        List<Map<String, Object>> alarmStates = alarms.state();
        List<Map<String, Object>> objectiveStates = objectives.state();
        state.put("time", clock.instant());
        state.put("started", started);
        state.put("health", health(alarmStates, objectiveStates));
        state.put("map", map.state());
        state.put("pools", pools.state());
        state.put("objectives", objectiveStates);
        state.put("alarms", alarmStates);
        state.put("requests", Map.of("slowest", requests.slowest(), "failed", requests.failed()));
        state.put("unseen_metrics", unseen());
        state.put("controls", controls.map(Controls::state).orElse(null));
        state.put("signals", self.get());
        return state;
    }

    /**
     * One word, and what is behind it: {@code trouble} when an alarm fires or an objective is missed, {@code no
     * data}, or {@code ok}.
     */
    private static Map<String, Object> health(List<Map<String, Object>> alarms, List<Map<String, Object>> objectives) {
        List<String> firing = alarms.stream().filter(alarm -> "ALARM".equals(String.valueOf(alarm.get("state"))))
                .map(alarm -> String.valueOf(alarm.get("name"))).toList();
        List<String> missed = objectives.stream().filter(it -> "missed".equals(it.get("state")))
                .map(it -> String.valueOf(it.get("name"))).toList();
        boolean noData = alarms.stream()
                .allMatch(alarm -> "INSUFFICIENT_DATA".equals(String.valueOf(alarm.get("state"))));
        String word = !firing.isEmpty() || !missed.isEmpty() ? "trouble" : noData ? "no data" : "ok";
        return Map.of("state", word, "alarms", firing, "missed_objectives", missed);
    }

    /** The metrics that the template asks for and that nobody has sent yet, each with who asks. */
    private List<Map<String, Object>> unseen() {
        Map<Metric, List<String>> asked = new LinkedHashMap<>(alarms.watchedMetrics());
        dashboard.metrics().forEach((metric, titles) -> asked.merge(metric, titles, (one, other) -> {
            List<String> both = new ArrayList<>(one);
            both.addAll(other);
            return both;
        }));
        List<Map<String, Object>> unseen = new ArrayList<>();
        asked.forEach((metric, by) -> {
            if (!metrics.has(metric)) {
                unseen.add(Map.of("namespace", metric.namespace(), "name", metric.name(), "dimensions",
                        new TreeMap<>(metric.dimensions()),
                        "asked_by", by.stream().distinct().toList()));
            }
        });
        dashboard.emptySearches().forEach(title -> unseen.add(Map.of("namespace", "", "name", "SEARCH", "dimensions",
                Map.of(),
                "asked_by", List.of(title))));
        return unseen;
    }

    Map<String, Object> charts(Duration length, Duration period) {
        Map<String, Object> charts = new LinkedHashMap<>(dashboard.charts(length, period));
        charts.put("pools", pools.series(length, period));
        return charts;
    }
}
