package sample.local.signals.alarms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sample.local.signals.metrics.MetricStore;

/**
 * An alarm as the template defines it.
 *
 * @param periods how many data points count (N)
 * @param toAlarm how many of them have to breach (M)
 * @param waitsForSamples whether it keeps its state while a percentile has too few samples
 */
record Alarm(String name, String description, Measure measure, Duration period, double threshold, Comparison comparison,
        int periods, int toAlarm, MissingData missingData, boolean waitsForSamples, Actions actions) {

    /** Whom each change of state is told, by their ARNs. Nobody is told here. */
    record Actions(List<String> alarm, List<String> ok, List<String> insufficientData) {

        /** The states of which somebody is told. */
        List<AlarmState> states() {
            return Stream.of(AlarmState.values()).filter(state -> !of(state).isEmpty()).toList();
        }

        private List<String> of(AlarmState state) {
            return switch (state) {
                case ALARM -> alarm;
                case OK -> ok;
                case INSUFFICIENT_DATA -> insufficientData;
            };
        }
    }

    /** Returns the data points of the evaluation range, oldest first, up to {@code end}. */
    List<Optional<Double>> points(MetricStore metrics, Instant end) {
        List<Optional<Double>> points = new ArrayList<>();
        for (int ago = Evaluation.range(periods); ago >= 1; ago--) {
            Instant begin = end.minus(period.multipliedBy(ago));
            points.add(measure.value(metrics, begin, begin.plus(period)));
        }
        return points;
    }

    AlarmState state(List<Optional<Double>> points, AlarmState current) {
        List<Optional<Boolean>> breaching = points.stream()
                .map(point -> point.map(value -> comparison.breaches(value, threshold))).toList();
        return Evaluation.state(breaching, periods, toAlarm, missingData, current);
    }

    boolean hasTooFewSamples(MetricStore metrics, Instant end) {
        return waitsForSamples && measure instanceof Measure.Single single
                && single.hasTooFewSamples(metrics, end.minus(period), end);
    }

    /** The last end of a period: one under way has no data point yet. */
    Instant lastEnd(Instant now) {
        return Instant.ofEpochSecond(now.getEpochSecond() / period.toSeconds() * period.toSeconds());
    }
}
