package sample.local.lambda.alarms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sample.local.lambda.metrics.Datapoint;
import sample.local.lambda.metrics.Metric;
import sample.local.lambda.metrics.Metrics;

/**
 * An alarm as the template defines it.
 *
 * @param comparison by CloudWatch's name, such as {@code GreaterThanThreshold}
 * @param periods how many data points count (N)
 * @param toAlarm how many of them have to breach (M)
 */
record Alarm(String name, Metric metric, String statistic, Duration period, double threshold, String comparison,
        int periods, int toAlarm, String treatMissingData) {

    /** Returns the data points of the evaluation range, oldest first, up to {@code end}. */
    List<Optional<Double>> points(Metrics metrics, Instant end) {
        List<Optional<Double>> points = new ArrayList<>();
        for (int ago = Evaluation.range(periods); ago >= 1; ago--) {
            Instant begin = end.minus(period.multipliedBy(ago));
            points.add(metrics.between(metric, begin, begin.plus(period)).map(point -> point.statistic(statistic)));
        }
        return points;
    }

    AlarmState state(List<Optional<Double>> points, AlarmState current) {
        List<Optional<Boolean>> breaching = points.stream().map(point -> point.map(this::breaches)).toList();
        return Evaluation.state(breaching, periods, toAlarm, missingData(), current);
    }

    /** The last end of a period: one under way has no data point yet. */
    Instant lastEnd(Instant now) {
        return Instant.ofEpochSecond(now.getEpochSecond() / period.toSeconds() * period.toSeconds());
    }

    /** CloudWatch ignores missing data in this namespace whatever the alarm says. */
    private MissingData missingData() {
        return metric.namespace().equals("AWS/DynamoDB") ? MissingData.IGNORE : MissingData.of(treatMissingData);
    }

    private boolean breaches(double value) {
        return switch (comparison) {
            case "GreaterThanThreshold" -> value > threshold;
            case "GreaterThanOrEqualToThreshold" -> value >= threshold;
            case "LessThanThreshold" -> value < threshold;
            case "LessThanOrEqualToThreshold" -> value <= threshold;
            default -> throw new TemplateException(name + ": ComparisonOperator " + comparison + " is not evaluated here");
        };
    }

    /** Returns the same alarm, or throws where it asks for something that is not evaluated here. */
    Alarm checked() {
        breaches(0);
        missingData();
        if (!Datapoint.knows(statistic)) {
            throw new TemplateException(name + ": the statistic " + statistic + " is not evaluated here");
        }
        if (toAlarm < 1 || toAlarm > periods || period.toSeconds() % 60 != 0) {
            throw new TemplateException(name + ": " + toAlarm + " of " + periods + " periods of " + period.toSeconds() + " s");
        }
        return this;
    }
}
