package sample.drill.findings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class VerdictTest {

    /** A pool-exhaustion as it should be; the tests spoil one thing each. */
    private Fault fault = Fault.named("pool-exhaustion").orElseThrow();
    private long baselineErrors = 0;
    private double rate = 60;
    private double p50 = 2000;
    private long refused = 1560;
    private double capacity = 18.7;
    private int mostActive = 1;
    private OptionalInt bite = OptionalInt.of(7);
    private Optional<Findings.Recovery> recovery = Optional.of(new Findings.Recovery(6, 60));
    private int stored = 5000;
    private List<String> unknown = List.of();
    private List<String> red = List.of();
    private List<String> restarted = List.of();
    private Optional<Watched> watched = Optional.of(new Watched(List.of(new Watched.Alarm("faults", 71, null)), List.of()));
    private Evidence.LeakLog log = Evidence.LeakLog.FOUND;

    @Test
    void holdsWhenEverythingIsAsPredicted() {
        assertThat(missed()).isEmpty();
        assertThat(verdict().held()).isTrue();
    }

    @Test
    void aLoadThatWasNotConstantMisses() {
        rate = 55;
        assertThat(missed()).containsExactly("ConstantLoad");
    }

    @Test
    void errorsInTheBaselineMiss() {
        baselineErrors = 1;
        assertThat(missed()).containsExactly("SoundBaseline");
    }

    @Test
    void aFaultThatNeverBitMisses() {
        bite = OptionalInt.empty();
        assertThat(missed()).containsExactly("Bite");
    }

    @Test
    void aFaultThatBitLateMisses() {
        bite = OptionalInt.of(11);
        assertThat(missed()).containsExactly("Bite");
    }

    @Test
    void tooLittleSlownessMisses() {
        p50 = 1100;
        assertThat(missed()).containsExactly("Slowdown");
    }

    @Test
    void tooFew503Miss() {
        refused = 900;
        assertThat(missed()).containsExactly("Answered");
    }

    @Test
    void aCapacityOffThePredictionMissesEitherWay() {
        capacity = 16.9;
        assertThat(missed()).containsExactly("Capacity");
        capacity = 23.1;
        assertThat(missed()).containsExactly("Capacity");
    }

    @Test
    void aRecoveryThatNeverCameOrCameLateMisses() {
        recovery = Optional.empty();
        assertThat(missed()).containsExactly("Recovered");
        recovery = Optional.of(new Findings.Recovery(16, 60));
        assertThat(missed()).containsExactly("Recovered");
    }

    @Test
    void aRedProbeMisses() {
        red = List.of("12:00:00 /api/delivery/ready answered 503");
        assertThat(missed()).containsExactly("GreenProbes");
    }

    @Test
    void aRestartMisses() {
        restarted = List.of("delivery-api");
        assertThat(missed()).containsExactly("NoRestarts");
    }

    @Test
    void aLostOrderMisses() {
        stored = 4999;
        assertThat(missed()).containsExactly("NothingLost");
    }

    @Test
    void anOrderThatCouldNotBeAskedForMisses() {
        unknown = List.of("order-1");
        assertThat(missed()).containsExactly("NothingLost");
    }

    @Test
    void anAlarmHasToFireWhileTheFaultLasts() {
        watched = Optional.of(new Watched(List.of(), List.of()));
        assertThat(missed()).containsExactly("AlarmFires");
        watched = Optional.of(new Watched(List.of(new Watched.Alarm("faults", 151, null)), List.of()));
        assertThat(missed()).containsExactly("AlarmFires");
    }

    @Test
    void noAlarmIsAskedForWhereOneWasOnOrSignalsIsNotThere() {
        watched = Optional.of(new Watched(List.of(new Watched.Alarm("missed", null, null)), List.of()));
        assertThat(missed()).isEmpty();
        watched = Optional.empty();
        assertThat(missed()).isEmpty();
    }

    @Test
    void noAlarmIsAskedForWhereNoOrderFails() {
        fault = Fault.named("cpu-pressure").orElseThrow();
        watched = Optional.of(new Watched(List.of(), List.of()));
        assertThat(missed()).doesNotContain("AlarmFires");
    }

    @Test
    void aLeakMustShowInThePoolAndInTheLog() {
        fault = Fault.named("connection-leak").orElseThrow();
        assertThat(missed()).isEmpty();
        log = Evidence.LeakLog.NO_LOG;
        assertThat(missed()).isEmpty();
        log = Evidence.LeakLog.NOT_FOUND;
        mostActive = 0;
        assertThat(missed()).containsExactly("FullPool", "LeakWarning");
    }

    @Test
    void anOutageOfTheCarrierIsJudgedByItsStatus() {
        fault = Fault.named("carrier-outage").orElseThrow();
        assertThat(missed()).containsExactly("Answered");
    }

    private List<String> missed() {
        return verdict().checks().stream().filter(check -> !check.ok())
                .map(check -> check.getClass().getSimpleName()).toList();
    }

    private Verdict verdict() {
        Map<String, Long> starved = Map.of("200", 2400 - refused, "503", refused);
        Findings findings = new Findings(
                phase("baseline", 60, 58, Map.of("200", 1800 - baselineErrors, "503", baselineErrors), 60),
                phase("fault", rate, p50, starved, capacity),
                phase("restored", 60, 58, Map.of("200", 1500L), 60), new Moments.Phase("steady", 0, 1), bite, recovery);
        return Verdict.of(new Evidence(fault, Plan.USUAL, findings,
                new Stored(8000, 5000, stored, 2, List.of(), unknown), new Probes(200, red), restarted, watched, log));
    }

    private PhaseResult phase(String name, double sentPerSecond, double median, Map<String, Long> outcomes,
            double acknowledged) {
        long sent = outcomes.values().stream().mapToLong(Long::longValue).sum();
        return new PhaseResult(name, 30, (int) sent, sentPerSecond, median, 2 * median, outcomes,
                1 - outcomes.get("200") / (double) sent, 1, mostActive, 100, 50, 20, acknowledged);
    }
}
