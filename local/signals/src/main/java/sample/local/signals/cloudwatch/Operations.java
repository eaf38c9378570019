package sample.local.signals.cloudwatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sample.local.signals.alarms.Alarms;
import sample.local.signals.metrics.Distribution;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.metrics.StatisticSet;

/**
 * The calls of CloudWatch that are answered here. Each returns its output; what it does not support it refuses by
 * name.
 */
final class Operations {

    private static final int MAX_DATA_POINTS = 1440;
    private static final int MAX_METRICS_AT_ONCE = 1000;
    private static final int MAX_DIMENSIONS = 30;

    private final MetricStore metrics;
    private final Alarms alarms;
    private final Clock clock;

    Operations(MetricStore metrics, Alarms alarms, Clock clock) {
        this.metrics = metrics;
        this.alarms = alarms;
        this.clock = clock;
    }

    Map<String, ?> call(String operation, Input input) {
        return switch (operation) {
            case "PutMetricData" -> putMetricData(input.only(Set.of("Namespace", "MetricData",
                    "StrictEntityValidation")));
            case "ListMetrics" -> listMetrics(input.only(Set.of("Namespace", "MetricName", "Dimensions",
                    "RecentlyActive")));
            case "GetMetricStatistics" -> getMetricStatistics(input.only(Set.of("Namespace", "MetricName", "Dimensions",
                    "StartTime", "EndTime",
                    "Period", "Statistics", "ExtendedStatistics")));
            case "GetMetricData" -> getMetricData(input.only(Set.of("MetricDataQueries", "StartTime", "EndTime",
                    "ScanBy", "MaxDatapoints")));
            case "DescribeAlarms" -> describeAlarms(input.only(Set.of("AlarmNames", "AlarmNamePrefix", "StateValue",
                    "AlarmTypes", "MaxRecords")));
            case "DescribeAlarmHistory" -> describeAlarmHistory(input.only(Set.of("AlarmName", "AlarmTypes",
                    "HistoryItemType", "StartDate",
                    "EndDate", "MaxRecords", "ScanBy")));
            default -> throw new CloudWatchException("UnknownOperationException", "This endpoint does not do "
                    + operation
                    + ". It does DescribeAlarmHistory, DescribeAlarms, GetMetricData, GetMetricStatistics,"
                    + " ListMetrics and PutMetricData;"
                    + " alarms and dashboards come from the template that it was started with.");
        };
    }

    private Map<String, ?> putMetricData(Input input) {
        String namespace = input.text("Namespace");
        List<Input> data = input.parts("MetricData");
        if (data.isEmpty() || data.size() > MAX_METRICS_AT_ONCE) {
            throw CloudWatchException.invalid("MetricData has to be a list of 1 to " + MAX_METRICS_AT_ONCE);
        }
        // Nothing is kept of a call that is refused.
        data.stream().map(datum -> put(namespace, datum)).toList().forEach(Runnable::run);
        return Map.of();
    }

    private Runnable put(String namespace, Input datum) {
        datum.only(Set.of("MetricName", "Dimensions", "Timestamp", "Value", "Values", "Counts", "StatisticValues",
                "Unit", "StorageResolution"));
        Metric metric = metric(namespace, datum);
        Instant when = datum.optionalTime("Timestamp").orElseGet(clock::instant);
        if (datum.has("Value")) {
            double value = datum.number("Value");
            return () -> metrics.put(metric, when, value, 1);
        }
        if (datum.has("StatisticValues")) {
            Input set = datum.part("StatisticValues");
            StatisticSet values = new StatisticSet(Math.round(set.number("SampleCount")), set.number("Sum"),
                    set.number("Minimum"),
                    set.number("Maximum"));
            if (values.sampleCount() < 1 || values.minimum() > values.maximum()) {
                throw CloudWatchException.invalid("The parameter StatisticValues is not consistent.");
            }
            return () -> metrics.put(metric, when, values);
        }
        List<Double> values = datum.numbers("Values");
        List<Double> counts = datum.numbers("Counts");
        if (values.isEmpty() || !counts.isEmpty() && counts.size() != values.size()) {
            throw CloudWatchException.invalid("One of Value, StatisticValues, or Values with as many Counts has to be"
                    + " given.");
        }
        return () -> {
            for (int i = 0; i < values.size(); i++) {
                metrics.put(metric, when, values.get(i), counts.isEmpty() ? 1 : Math.max(1, Math.round(counts.get(i))));
            }
        };
    }

    private Map<String, ?> listMetrics(Input input) {
        Optional<String> namespace = input.optionalText("Namespace");
        Optional<String> name = input.optionalText("MetricName");
        List<Input> filters = input.parts("Dimensions");
        return Map.of("Metrics", metrics.find(metric -> namespace.map(metric.namespace()::equals).orElse(true)
                && name.map(metric.name()::equals).orElse(true)
                && filters.stream().allMatch(filter -> fits(metric, filter))).stream()
                .map(Operations::describe).sorted((one, other) -> one.toString().compareTo(other.toString())).toList());
    }

    private static boolean fits(Metric metric, Input filter) {
        String value = metric.dimensions().get(filter.text("Name"));
        return value != null && filter.optionalText("Value").map(value::equals).orElse(true);
    }

    private Map<String, ?> getMetricStatistics(Input input) {
        Metric metric = metric(input.text("Namespace"), input);
        List<Statistic> statistics = new ArrayList<>(input.statistics("Statistics"));
        statistics.addAll(input.statistics("ExtendedStatistics"));
        if (statistics.isEmpty()) {
            throw CloudWatchException.missing("Statistics");
        }
        List<Map<String, ?>> points = new ArrayList<>();
        range(input, input.whole("Period"), MAX_DATA_POINTS).forEach((begin, end) -> metrics.between(metric, begin, end)
                .ifPresent(values -> points.add(datapoint(begin, values, statistics))));
        return Map.of("Label", metric.name(), "Datapoints", points);
    }

    private static Map<String, ?> datapoint(Instant begin, Distribution values, List<Statistic> statistics) {
        Map<String, Object> point = new LinkedHashMap<>();
        Map<String, Double> percentiles = new TreeMap<>();
        point.put("Timestamp", begin);
        for (Statistic statistic : statistics) {
            values.statistic(statistic).ifPresent(value -> {
                if (statistic.isPercentile()) {
                    percentiles.put(statistic.name(), value);
                } else {
                    point.put(statistic.name(), value);
                }
            });
        }
        point.put("Unit", "None");
        if (!percentiles.isEmpty()) {
            point.put("ExtendedStatistics", percentiles);
        }
        return point;
    }

    private Map<String, ?> getMetricData(Input input) {
        boolean oldestFirst = input.optionalText("ScanBy").orElse("TimestampDescending").equals("TimestampAscending");
        List<Map<String, ?>> results = new ArrayList<>();
        for (Input query : input.parts("MetricDataQueries")) {
            query.only(Set.of("Id", "MetricStat", "Label", "ReturnData"));
            Input stat = query.part("MetricStat").only(Set.of("Metric", "Period", "Stat"));
            Metric metric = metric(stat.part("Metric").text("Namespace"), stat.part("Metric"));
            Statistic statistic = stat.statistic("Stat");
            List<Instant> timestamps = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            range(input, stat.whole("Period"), 100_800).forEach((begin, end) -> metrics.between(metric, begin, end)
                    .flatMap(it -> it.statistic(statistic)).ifPresent(value -> {
                        timestamps.add(begin);
                        values.add(value);
                    }));
            results.add(Map.of("Id", query.text("Id"), "Label", query.optionalText("Label")
                    .orElse(metric.name()), "StatusCode", "Complete",
                    "Timestamps", oldestFirst ? timestamps : timestamps.reversed(), "Values", oldestFirst ? values
                    : values.reversed()));
        }
        return Map.of("MetricDataResults", results, "Messages", List.of());
    }

    /**
     * The periods from StartTime to EndTime, each with its end, oldest first; those that are not kept any more are
     * left out.
     */
    private Map<Instant, Instant> range(Input input, int period, int most) {
        Instant start = input.time("StartTime");
        Instant end = input.time("EndTime");
        if (!start.isBefore(end)) {
            throw CloudWatchException.invalid("The parameter StartTime must be less than the parameter EndTime.");
        }
        if (period < 60 && !Set.of(1, 5, 10, 20, 30).contains(period) || period >= 60 && period % 60 != 0) {
            throw CloudWatchException.invalid("Period must be 1, 5, 10, 20, 30 or a multiple of 60");
        }
        if (Duration.between(start, end).toSeconds() / period > most) {
            throw CloudWatchException.invalid("You have requested up to " + Duration.between(start, end)
                    .toSeconds() / period
                    + " datapoints, which exceeds the limit of " + most + ".");
        }
        Map<Instant, Instant> periods = new LinkedHashMap<>();
        long now = clock.instant().getEpochSecond();
        long first = Math.max(start.getEpochSecond(), now - MetricStore.KEPT.toSeconds()) / period * period;
        for (long begin = first; begin < Math.min(end.getEpochSecond(), now
                + MetricStore.AHEAD.toSeconds()); begin += period) {
            periods.put(Instant.ofEpochSecond(begin), Instant.ofEpochSecond(begin + period));
        }
        return periods;
    }

    private Map<String, ?> describeAlarms(Input input) {
        List<String> names = input.texts("AlarmNames");
        Optional<String> prefix = input.optionalText("AlarmNamePrefix");
        Optional<String> state = input.optionalText("StateValue");
        boolean metricAlarms = input.texts("AlarmTypes").isEmpty() || input.texts("AlarmTypes").contains("MetricAlarm");
        List<Map<String, Object>> found = alarms.describe().stream().filter(alarm -> metricAlarms
                && (names.isEmpty() || names.contains(name(alarm)))
                && prefix.map(name(alarm)::startsWith).orElse(true)
                && state.map(alarm.get("StateValue")::equals).orElse(true)).limit(limit(input)).toList();
        return Map.of("MetricAlarms", found, "CompositeAlarms", List.of());
    }

    private static String name(Map<String, Object> alarm) {
        return String.valueOf(alarm.get("AlarmName"));
    }

    private Map<String, ?> describeAlarmHistory(Input input) {
        Optional<String> type = input.optionalText("HistoryItemType");
        Optional<Instant> from = input.optionalTime("StartDate");
        Optional<Instant> to = input.optionalTime("EndDate");
        boolean oldestFirst = input.optionalText("ScanBy").orElse("TimestampDescending").equals("TimestampAscending");
        List<Map<String, Object>> items = alarms.history(input.optionalText("AlarmName")).stream().filter(item -> {
            Instant when = (Instant) item.get("Timestamp");
            return type.map(item.get("HistoryItemType")::equals).orElse(true) && from.map(it -> !when.isBefore(it))
                    .orElse(true)
                    && to.map(it -> !when.isAfter(it)).orElse(true);
        }).toList();
        return Map.of("AlarmHistoryItems", (oldestFirst ? items.reversed() : items).stream().limit(limit(input))
                .toList());
    }

    private static int limit(Input input) {
        return input.has("MaxRecords") ? input.whole("MaxRecords") : 100;
    }

    private static Metric metric(String namespace, Input from) {
        Map<String, String> dimensions = new HashMap<>();
        from.parts("Dimensions").forEach(it -> dimensions.put(it.text("Name"), it.text("Value")));
        if (dimensions.size() > MAX_DIMENSIONS || namespace.isEmpty()) {
            throw CloudWatchException.invalid("A metric has a namespace and at most " + MAX_DIMENSIONS + " dimensions");
        }
        return new Metric(namespace, from.text("MetricName"), dimensions);
    }

    private static Map<String, ?> describe(Metric metric) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("Namespace", metric.namespace());
        described.put("MetricName", metric.name());
        described.put("Dimensions", new TreeMap<>(metric.dimensions()).entrySet().stream()
                .map(dimension -> Map.of("Name", dimension.getKey(), "Value", dimension.getValue())).toList());
        return described;
    }
}
