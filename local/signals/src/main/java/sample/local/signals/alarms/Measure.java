package sample.local.signals.alarms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sample.local.signals.metrics.Distribution;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;

/** What an alarm watches. */
sealed interface Measure {

    /** Returns the data point of a period, or nothing where it is missing. */
    Optional<Double> value(MetricStore metrics, Instant begin, Instant end);

    /** The metrics behind it. */
    List<Metric> metrics();

    /** In words, for people. */
    String describe();

    /** One statistic of one metric. */
    record Single(Metric metric, Statistic statistic) implements Measure {

        @Override
        public Optional<Double> value(MetricStore metrics, Instant begin, Instant end) {
            return metrics.between(metric, begin, end).flatMap(values -> values.statistic(statistic));
        }

        @Override
        public List<Metric> metrics() {
            return List.of(metric);
        }

        @Override
        public String describe() {
            return statistic.name() + " of " + metric.name();
        }

        /**
         * Whether so few values came in that a percentile of them says nothing, by the rule that CloudWatch
         * documents.
         */
        boolean hasTooFewSamples(MetricStore metrics, Instant begin, Instant end) {
            double share = statistic.percent() / 100;
            return statistic.isPercentile() && metrics.between(metric, begin, end).map(Distribution::count)
                    .filter(count -> count < 10 / (share >= 0.5 ? 1 - share : share)).isPresent();
        }
    }

    /**
     * Metric math: {@code MIN([a, b])} or {@code MAX([a, b])}. Where one of the values is missing, so is the result
     * [unverified].
     *
     * @param inputs by their id in the expression
     */
    record Extreme(String expression, boolean isMinimum, Map<String, Single> inputs) implements Measure {

        @Override
        public Optional<Double> value(MetricStore metrics, Instant begin, Instant end) {
            List<Double> values = inputs.values().stream().flatMap(input -> input.value(metrics, begin, end).stream())
                    .sorted().toList();
            return values.size() < inputs.size() ? Optional.empty()
                    : Optional.of(isMinimum ? values.getFirst() : values.getLast());
        }

        @Override
        public List<Metric> metrics() {
            return inputs.values().stream().map(Single::metric).toList();
        }

        @Override
        public String describe() {
            return expression;
        }
    }
}
