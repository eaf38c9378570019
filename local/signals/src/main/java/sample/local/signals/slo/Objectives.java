package sample.local.signals.slo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.requests.Request;
import sample.local.signals.template.Template;

/**
 * The template's objectives: how far each is reached, what is left of its error budget, how fast that burns, and the
 * metrics that AWS publishes of them, once a minute. Thread-safe.
 */
public final class Objectives {

    public static final String NAMESPACE = "AWS/ApplicationSignals";

    private final MetricStore metrics;
    private final Clock clock;
    private final Duration arrival;
    private final List<Kept> objectives;
    private long published;

    /**
     * @param arrival how long after the end of a minute everything that happened in it has come in
     * @throws sample.local.signals.template.TemplateException when an objective says something that is not understood
     *         here
     */
    public Objectives(Template template, MetricStore metrics, Clock clock, Duration arrival) {
        this.metrics = metrics;
        this.clock = clock;
        this.arrival = arrival;
        this.objectives = template.resources("AWS::ApplicationSignals::ServiceLevelObjective").stream()
                .map(Objective::read)
                .map(Kept::new).toList();
        this.published = lastMinute();
    }

    private record Kept(Objective objective, Budget budget) {

        Kept(Objective objective) {
            this(objective, new Budget(objective.goal(), 2 + Math.max((int) objective.interval().toMinutes(),
                    objective.lookBacks().isEmpty() ? 0 : Collections.max(objective.lookBacks()))));
        }

        Budget.Window overInterval(long lastMinute) {
            return budget.window(lastMinute, (int) objective.interval().toMinutes());
        }
    }

    public synchronized void count(Request request) {
        for (Kept kept : objectives) {
            if (kept.objective().covers(request)) {
                kept.budget().count(request.end().getEpochSecond() / 60, kept.objective().isGood(request));
            }
        }
    }

    /** Publishes the metrics of the minutes that have ended since the last call. To be called every second or so. */
    public synchronized void publish() {
        long last = lastMinute();
        for (long minute = Math.max(published + 1, last - 60); minute <= last; minute++) {
            for (Kept kept : objectives) {
                publish(kept, minute);
            }
        }
        published = Math.max(published, last);
    }

    /** The last minute of which everything has come in. */
    private long lastMinute() {
        return clock.instant().minus(arrival).getEpochSecond() / 60 - 1;
    }

    private void publish(Kept kept, long minute) {
        Objective objective = kept.objective();
        Budget.Window now = kept.budget().window(minute, 1);
        Budget.Window all = kept.overInterval(minute);
        if (all.total() == 0) {
            return;
        }
        all.attainment().ifPresent(percent -> put(minute, "AttainmentRate", objective, Map.of(), percent));
        put(minute, "TotalRequestCount", objective, Map.of(), all.total());
        put(minute, "BreachedCount", objective, Map.of(), all.bad());
        put(minute, "TotalRequestCountPerMinute", objective, Map.of(), now.total());
        put(minute, "BadRequestCountPerMinute", objective, Map.of(), now.bad());
        for (int lookBack : objective.lookBacks()) {
            kept.budget().window(minute, lookBack).burnRate().ifPresent(rate -> put(minute, "BurnRate", objective,
                    Map.of("BurnRateWindowMinutes", String.valueOf(lookBack)), rate));
        }
    }

    private void put(long minute, String name, Objective objective, Map<String, String> more, double value) {
        Map<String, String> dimensions = new LinkedHashMap<>(more);
        dimensions.put("SloName", objective.name());
        metrics.put(new Metric(NAMESPACE, name, dimensions), Instant.ofEpochSecond(minute * 60), value, 1);
    }

    /** Returns the objectives for the page, up to and with the minute under way. */
    public synchronized List<Map<String, Object>> state() {
        long minute = clock.instant().getEpochSecond() / 60;
        List<Map<String, Object>> all = new ArrayList<>();
        for (Kept kept : objectives) {
            Objective objective = kept.objective();
            Budget.Window window = kept.overInterval(minute);
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("name", objective.name());
            state.put("description", objective.description());
            state.put("service", objective.service());
            state.put("operation", objective.operation());
            state.put("threshold_ms", objective.threshold().orElse(null));
            state.put("goal_percent", objective.goal());
            state.put("interval_minutes", objective.interval().toMinutes());
            state.put("requests", window.total());
            state.put("bad_requests", window.bad());
            state.put("attainment_percent", window.attainment().orElse(null));
            state.put("budget_left_percent", window.budgetLeft());
            state.put("state", state(objective, window));
            state.put("burn_rates", objective.lookBacks().stream().map(lookBack -> {
                Map<String, Object> rate = new LinkedHashMap<>();
                rate.put("minutes", lookBack);
                rate.put("rate", kept.budget().window(minute, lookBack).burnRate().orElse(null));
                return rate;
            }).toList());
            all.add(state);
        }
        return all;
    }

    private static String state(Objective objective, Budget.Window window) {
        if (window.total() == 0) {
            return "no data";
        }
        if (window.budgetLeft() < 0) {
            return "missed";
        }
        return window.budgetLeft() < objective.warning() ? "warning" : "ok";
    }
}
