package sample.local.signals.alarms;

import java.util.List;
import java.util.Optional;

/**
 * How CloudWatch comes from data points to a state ("Configuring how CloudWatch alarms treat missing data"). It looks
 * back further than the alarm's periods, and takes real data points before it makes any up.
 */
final class Evaluation {

    private Evaluation() {
    }

    /**
     * How many periods CloudWatch looks at. Its documentation gives the example of 5 for 3 and leaves the rest open.
     */
    static int range(int evaluationPeriods) {
        return evaluationPeriods + 2;
    }

    /**
     * @param points the evaluation range, oldest first: whether each breaches the threshold, empty where it is
     *         missing
     * @param periods how many data points count (N)
     * @param toAlarm how many of them have to breach (M)
     */
    static AlarmState state(List<Optional<Boolean>> points, int periods, int toAlarm, MissingData missing,
            AlarmState current) {
        List<Boolean> real = points.stream().flatMap(Optional::stream).toList();
        List<Boolean> latest = real.subList(Math.max(0, real.size() - periods), real.size());
        long breaching = latest.stream().filter(breaches -> breaches).count();
        if (breaching >= toAlarm) {
            return AlarmState.ALARM;
        }
        if (latest.size() == periods) {
            return AlarmState.OK;
        }
        boolean allBreach = breaching == latest.size();
        return switch (missing) {
            case NOT_BREACHING -> AlarmState.OK;
            case BREACHING -> breaching + periods - latest.size() >= toAlarm ? AlarmState.ALARM : AlarmState.OK;
            case IGNORE -> allBreach ? current : AlarmState.OK;
            case MISSING -> !allBreach ? AlarmState.OK
                    // The first breach is old enough for the rest to have come, and nothing has contradicted it since.
                    : ageOfFirstBreach(points) >= toAlarm ? AlarmState.ALARM : AlarmState.INSUFFICIENT_DATA;
        };
    }

    /** Returns how many periods ago it was, counting the latest as 1; 0 when there is none. */
    private static int ageOfFirstBreach(List<Optional<Boolean>> points) {
        int index = points.indexOf(Optional.of(true));
        return index < 0 ? 0 : points.size() - index;
    }
}
