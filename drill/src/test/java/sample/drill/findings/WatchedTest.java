package sample.drill.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fault begins at 12:00:00, is in force at :05 and is taken back at 12:02:30; 60 orders a second. */
class WatchedTest {

    private static final long FAULT = Instant.parse("2026-11-26T12:00:00Z").toEpochMilli();
    private static final Moments MOMENTS =
            new Moments(FAULT - 30_000, FAULT, FAULT + 5_000, FAULT + 150_000, FAULT + 155_000, FAULT + 180_000);

    @Test
    void anAlarmHasTheSecondsFromTheFaultAndFromTheRestore() throws JsonProcessingException {
        assertThat(watched("""
                {"name": "faults", "history": [
                   {"at": "2026-11-26T12:02:50.4Z", "from": "ALARM", "to": "OK"},
                   {"at": "2026-11-26T12:01:11Z", "from": "OK", "to": "ALARM"},
                   {"at": "2026-11-26T11:00:00Z", "from": "INSUFFICIENT_DATA", "to": "OK"}]}""").alarms())
                .containsExactly(new Watched.Alarm("faults", 71, 20));
    }

    @Test
    void anAlarmThatIsStillOnHasNoWayBack() throws JsonProcessingException {
        assertThat(watched("""
                {"name": "burns", "history": [{"at": "2026-11-26T12:01:11Z", "from": "OK", "to": "ALARM"}]}""").alarms())
                .containsExactly(new Watched.Alarm("burns", 71, null));
    }

    @Test
    void anAlarmThatWasOnBeforeDidNotFireForTheFault() throws JsonProcessingException {
        assertThat(watched("""
                {"name": "missed", "history": [{"at": "2026-11-26T11:01:11Z", "from": "OK", "to": "ALARM"}]}""").alarms())
                .containsExactly(new Watched.Alarm("missed", null, null));
    }

    @Test
    void anAlarmThatKeptQuietIsNotListed() throws JsonProcessingException {
        assertThat(watched("""
                {"name": "quiet", "history": [{"at": "2026-11-26T11:01:11Z", "from": "ALARM", "to": "OK"}]},
                {"name": "new", "history": []}""").alarms()).isEmpty();
    }

    @Test
    void theFirstToFireComesFirstAfterThoseThatWereOn() throws JsonProcessingException {
        assertThat(watched("""
                {"name": "late", "history": [{"at": "2026-11-26T12:02:11Z", "from": "OK", "to": "ALARM"}]},
                {"name": "early", "history": [{"at": "2026-11-26T12:01:11Z", "from": "OK", "to": "ALARM"}]},
                {"name": "before", "history": [{"at": "2026-11-26T11:01:11Z", "from": "OK", "to": "ALARM"}]}""").alarms())
                .extracting(Watched.Alarm::name).containsExactly("before", "early", "late");
    }

    /**
     * A thousandth of 60 a second over a day is 5184. For 150 s the pool lets 20 of 60 a second through: 40 * 150 = 6000. All 9000 are
     * slow, of which a hundredth of a day's 5 184 000 may be.
     */
    @Test
    void aBudgetIsThatOfTheWholeIntervalAndThePredictionThatOfThePool() throws JsonProcessingException {
        var objectives = watched("").objectives();

        assertThat(objectives).extracting(Watched.Objective::name).containsExactly("availability", "latency");
        Watched.Objective availability = objectives.getFirst();
        assertThat(availability.budget()).isCloseTo(5184, within(0.01));
        assertThat(availability.predicted()).isCloseTo(6000, within(0.01));
        assertThat(availability.measured()).isEqualTo(5900);
        assertThat(availability.predictedShare()).isCloseTo(1.157, within(0.001));
        assertThat(objectives.getLast().budget()).isCloseTo(51840, within(0.01));
        assertThat(objectives.getLast().predicted()).isCloseTo(9000, within(0.01));
        assertThat(objectives.getLast().measured()).isEqualTo(8990);
    }

    private static Watched watched(String alarms) throws JsonProcessingException {
        return Watched.of(Fault.named("pool-exhaustion").orElseThrow(), Plan.USUAL, MOMENTS, starved(), state("", 100, 10), state(alarms, 6000, 9000));
    }

    private static JsonNode state(String alarms, int failed, int slow) throws JsonProcessingException {
        return new ObjectMapper().readTree("""
                {"alarms": [%s], "objectives": [
                  {"name": "availability", "goal_percent": 99.9, "interval_minutes": 1440, "threshold_ms": null, "bad_requests": %d},
                  {"name": "latency", "goal_percent": 99, "interval_minutes": 1440, "threshold_ms": 500, "bad_requests": %d}]}
                """.formatted(alarms, failed, slow));
    }

    private static PhaseResult starved() {
        return new PhaseResult("fault", 145, 8700, 60, 2000, 2100, Map.of("200", 2900L, "503", 5800L), 0.67, 1, 1, 120, 50, 20, 20);
    }
}
