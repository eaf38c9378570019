package sample.local.signals.alarms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;

/** An alarm and its state. Not thread-safe. */
final class WatchedAlarm {

    private static final int MAX_HISTORY = 100;
    private static final String ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";

    private final Alarm alarm;
    private final Instant created;
    private final Deque<Change> history = new ArrayDeque<>();
    private AlarmState state = AlarmState.INSUFFICIENT_DATA;
    private Instant since;
    private String reason = "Unchecked: Initial alarm creation";
    private List<Optional<Double>> points = List.of();

    WatchedAlarm(Alarm alarm, Instant created) {
        this.alarm = alarm;
        this.created = created;
        this.since = created;
    }

    /** @param after how long the alarm was in the state before */
    record Change(Instant when, AlarmState from, AlarmState to, Duration after, String reason) {
    }

    /** An alarm that is only listed, with the reason. */
    record Unwatched(String name, String description, String reason, Instant created) {

        Map<String, Object> describe() {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("AlarmName", name);
            described.put("AlarmArn", ARN + name);
            described.put("AlarmDescription", description);
            described.put("StateValue", AlarmState.INSUFFICIENT_DATA.name());
            described.put("StateReason", "Not evaluated here: " + reason);
            described.put("StateUpdatedTimestamp", created);
            return described;
        }

        Map<String, Object> state() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", name);
            shown.put("state", AlarmState.INSUFFICIENT_DATA);
            shown.put("since", created);
            shown.put("reason", reason);
            shown.put("description", description);
            shown.put("evaluated", false);
            return shown;
        }
    }

    String name() {
        return alarm.name();
    }

    boolean isInAlarm() {
        return state == AlarmState.ALARM;
    }

    List<Metric> metrics() {
        return alarm.measure().metrics();
    }

    Stream<Map<String, Object>> history() {
        return history.stream().map(change -> {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("AlarmName", alarm.name());
            item.put("AlarmType", "MetricAlarm");
            item.put("Timestamp", change.when());
            item.put("HistoryItemType", "StateUpdate");
            item.put("HistorySummary", "Alarm updated from " + change.from() + " to " + change.to());
            item.put("HistoryData", change.reason());
            return item;
        });
    }

    /** @param arrived until when everything has come in */
    Optional<Change> evaluate(MetricStore metrics, Instant now, Instant arrived) {
        Instant end = alarm.lastEnd(arrived);
        if (alarm.hasTooFewSamples(metrics, end)) {
            return Optional.empty();
        }
        points = alarm.points(metrics, end);
        AlarmState next = alarm.state(points, state);
        if (next == state) {
            return Optional.empty();
        }
        String why = "%s, last %d periods: %s; %d of %d have to be %s %s".formatted(alarm.measure()
                .describe(), points.size(),
                Alarms.shown(points), alarm.toAlarm(), alarm.periods(), alarm.comparison().sign(), alarm.threshold());
        Change change = new Change(now, state, next, Duration.between(since, now), why);
        history.addFirst(change);
        if (history.size() > MAX_HISTORY) {
            history.removeLast();
        }
        state = next;
        since = now;
        reason = why;
        return Optional.of(change);
    }

    Map<String, Object> state() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", alarm.name());
        shown.put("state", state);
        shown.put("since", since);
        shown.put("reason", reason);
        shown.put("description", alarm.description());
        shown.put("evaluated", true);
        shown.put("measure", alarm.measure().describe());
        shown.put("metrics", metrics());
        shown.put("comparison", alarm.comparison().sign());
        shown.put("threshold", alarm.threshold());
        shown.put("to_alarm", alarm.toAlarm());
        shown.put("periods", alarm.periods());
        shown.put("period_s", alarm.period().toSeconds());
        shown.put("missing_data", alarm.missingData().toString());
        shown.put("mailed", alarm.actions().states());
        shown.put("points", points.stream().map(point -> point.orElse(null)).toList());
        shown.put("history", history.stream().limit(10).map(change ->
                Map.of("at", change.when(), "from", change.from(), "to", change.to(),
                "reason", change.reason())).toList());
        return shown;
    }

    Map<String, Object> describe() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("AlarmName", alarm.name());
        description.put("AlarmArn", ARN + alarm.name());
        description.put("AlarmDescription", alarm.description());
        description.put("AlarmConfigurationUpdatedTimestamp", created);
        description.put("ActionsEnabled", true);
        description.put("OKActions", alarm.actions().ok());
        description.put("AlarmActions", alarm.actions().alarm());
        description.put("InsufficientDataActions", alarm.actions().insufficientData());
        description.put("StateValue", state.name());
        description.put("StateReason", reason);
        description.put("StateUpdatedTimestamp", since);
        description.put("StateTransitionedTimestamp", since);
        switch (alarm.measure()) {
            case Measure.Single(Metric metric, Statistic statistic) -> {
                description.putAll(describe(metric));
                description.put(statistic.isPercentile() ? "ExtendedStatistic" : "Statistic", statistic.name());
                description.put("Period", alarm.period().toSeconds());
            }
            case Measure.Extreme extreme -> description.put("Metrics", queries(extreme));
        }
        description.put("EvaluationPeriods", alarm.periods());
        description.put("DatapointsToAlarm", alarm.toAlarm());
        description.put("Threshold", alarm.threshold());
        description.put("ComparisonOperator", alarm.comparison().toString());
        description.put("TreatMissingData", alarm.missingData().toString());
        if (alarm.waitsForSamples()) {
            description.put("EvaluateLowSampleCountPercentile", "ignore");
        }
        return description;
    }

    private List<Map<String, ?>> queries(Measure.Extreme extreme) {
        Stream<Map<String, ?>> inputs = extreme.inputs().entrySet().stream()
                .map(input -> Map.of("Id", input.getKey(), "ReturnData", false,
                "MetricStat", Map.of("Metric", describe(input.getValue().metric()), "Period", alarm.period()
                .toSeconds(),
                        "Stat", input.getValue().statistic().name())));
        return Stream.<Map<String, ?>>concat(Stream.of(Map.of("Id", "result", "Expression", extreme.expression(),
                "ReturnData", true)),
                inputs).toList();
    }

    private static Map<String, Object> describe(Metric metric) {
        return Map.of("Namespace", metric.namespace(), "MetricName", metric.name(), "Dimensions", metric.dimensions()
                .entrySet().stream()
                .map(dimension -> Map.of("Name", dimension.getKey(), "Value", dimension.getValue())).toList());
    }
}
