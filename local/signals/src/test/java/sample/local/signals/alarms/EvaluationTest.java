package sample.local.signals.alarms;

import static org.assertj.core.api.Assertions.assertThat;
import static sample.local.signals.alarms.AlarmState.ALARM;
import static sample.local.signals.alarms.AlarmState.INSUFFICIENT_DATA;
import static sample.local.signals.alarms.AlarmState.OK;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables of CloudWatch's documentation ("Configuring how CloudWatch alarms treat missing data"), and what follows
 * from its text. 0 is a data point within the threshold, X one that breaches it, - one that is missing; the oldest
 * stands first.
 */
class EvaluationTest {

    private static final String RETAIN = "current";

    @ParameterizedTest(name = "3 of 3: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            # points   | missing           | ignore  | breaching | notBreaching
            0 - X - X  | OK                | OK      | OK        | OK
            0 - - - -  | OK                | OK      | OK        | OK
            - - - - -  | INSUFFICIENT_DATA | current | ALARM     | OK
            0 X X - X  | ALARM             | ALARM   | ALARM     | ALARM
            - - X - -  | ALARM             | current | ALARM     | OK
            - - - - X  | INSUFFICIENT_DATA | current | ALARM     | OK
            X - - - -  | ALARM             | current | ALARM     | OK
            """)
    void documentedThreeOfThree(String points, String missing, String ignore, String breaching, String notBreaching) {
        check(points, 3, 3, missing, ignore, breaching, notBreaching);
    }

    @ParameterizedTest(name = "2 of 3: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0 - X - X  | ALARM             | ALARM   | ALARM     | ALARM
            0 0 X 0 X  | ALARM             | ALARM   | ALARM     | ALARM
            0 - X - -  | OK                | OK      | ALARM     | OK
            - - - - 0  | OK                | OK      | ALARM     | OK
            - - - X -  | ALARM             | current | ALARM     | OK
            - - - - X  | INSUFFICIENT_DATA | current | ALARM     | OK
            """)
    void documentedTwoOfThree(String points, String missing, String ignore, String breaching, String notBreaching) {
        check(points, 3, 2, missing, ignore, breaching, notBreaching);
    }

    @ParameterizedTest(name = "2 of 5: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 0 0 0 0 0  | OK                | OK      | OK        | OK
            0 0 0 0 0 0 X  | OK                | OK      | OK        | OK
            0 0 0 X 0 0 X  | ALARM             | ALARM   | ALARM     | ALARM
            X X 0 0 0 0 0  | OK                | OK      | OK        | OK
            0 0 X 0 0 0 X  | ALARM             | ALARM   | ALARM     | ALARM
            X X 0 - 0 - 0  | ALARM             | ALARM   | ALARM     | ALARM
            - - - - - X X  | ALARM             | ALARM   | ALARM     | ALARM
            - - - - - - X  | INSUFFICIENT_DATA | current | ALARM     | OK
            - - - - 0 0 X  | OK                | OK      | ALARM     | OK
            """)
    void theLatencyAlarm(String points, String missing, String ignore, String breaching, String notBreaching) {
        check(points, 5, 2, missing, ignore, breaching, notBreaching);
    }

    @ParameterizedTest(name = "1 of 1: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 X  | ALARM             | ALARM   | ALARM | ALARM
            X X 0  | OK                | OK      | OK    | OK
            X - -  | ALARM             | ALARM   | ALARM | ALARM
            0 - -  | OK                | OK      | OK    | OK
            - - -  | INSUFFICIENT_DATA | current | ALARM | OK
            """)
    void theOtherThreeAlarms(String points, String missing, String ignore, String breaching, String notBreaching) {
        check(points, 1, 1, missing, ignore, breaching, notBreaching);
    }

    /** Each of the four treatments, from each state that the alarm may be in. */
    private static void check(String points, int periods, int toAlarm, String missing, String ignore, String breaching,
            String notBreaching) {
        assertThat(points.split(" ")).as("the evaluation range").hasSize(Evaluation.range(periods));
        List<Optional<Boolean>> range = List.of(points.split(" ")).stream()
                .map(point -> point.equals("-") ? Optional.<Boolean>empty() : Optional.of(point.equals("X"))).toList();
        for (AlarmState current : List.of(OK, ALARM, INSUFFICIENT_DATA)) {
            assertThat(Evaluation.state(range, periods, toAlarm, MissingData.MISSING, current)).as("missing")
                    .isEqualTo(expected(missing, current));
            assertThat(Evaluation.state(range, periods, toAlarm, MissingData.IGNORE, current)).as("ignore")
                    .isEqualTo(expected(ignore, current));
            assertThat(Evaluation.state(range, periods, toAlarm, MissingData.BREACHING, current)).as("breaching")
                    .isEqualTo(expected(breaching, current));
            assertThat(Evaluation.state(range, periods, toAlarm, MissingData.NOT_BREACHING, current)).as("notBreaching")
                    .isEqualTo(expected(notBreaching, current));
        }
    }

    private static AlarmState expected(String text, AlarmState current) {
        return text.equals(RETAIN) ? current : AlarmState.valueOf(text);
    }
}
