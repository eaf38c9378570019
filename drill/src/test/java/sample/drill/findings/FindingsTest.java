package sample.drill.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten orders a second. Baseline in seconds 0 to 10; the flip is begun at 10 and in force at 12, when three of ten
 * orders are acknowledged late and the others refused; the restore is begun at 30 and in force at 32; the end is at 45.
 */
class FindingsTest {

    private static final long ZERO = 1_700_000_000_000L;
    private static final Moments MOMENTS =
            new Moments(ZERO, ZERO + 10_000, ZERO + 12_000, ZERO + 30_000, ZERO + 32_000, ZERO + 45_000);

    @TempDir
    private Path folder;

    private final List<String> lines = new ArrayList<>(List.of("started_ms,duration_ms,status,error,order_id"));

    @Test
    void everyNumberIsTheOneThatTheLinesGive() throws IOException {
        Findings findings = findings(drill());

        assertThat(findings.baseline().sent()).isEqualTo(100);
        assertThat(findings.baseline().p50Ms()).isEqualTo(60);
        assertThat(findings.baseline().p99Ms()).isEqualTo(100);
        assertThat(findings.baseline().errorShare()).isZero();
        assertThat(findings.baseline().predictedPerSecond()).isEqualTo(600);
        assertThat(findings.fault().sent()).isEqualTo(180);
        assertThat(findings.fault().outcomes()).containsOnlyKeys("200", "503");
        assertThat(findings.fault().share(503)).isEqualTo(0.7);
        assertThat(findings.fault().p50Ms()).isEqualTo(2000);
        assertThat(findings.fault().predictedPerSecond()).isEqualTo(20);
        assertThat(findings.fault().acknowledgedPerSecond()).isCloseTo(3, within(0.1));
        assertThat(findings.slowdown()).isCloseTo(33.3, within(0.1));
        assertThat(findings.restored().p99Ms()).isEqualTo(60);
    }

    @Test
    void theFaultBitesInTheFirstSecondThatShowsIt() throws IOException {
        // Nothing is answered in second 12.
        assertThat(findings(drill()).secondsToBite()).hasValue(3);
    }

    @Test
    void capacityIsMeasuredWhenTheQueueHasSettled() throws IOException {
        assertThat(findings(drill()).steady())
                .isEqualTo(new Moments.Phase("steady", ZERO + 13_000 + 2_050, ZERO + 30_000));
    }

    @Test
    void recoveryBeginsAfterTheLastError() throws IOException {
        // The last order of the fault phase is refused at 31.9.
        assertThat(findings(drill()).recovery()).hasValue(new Findings.Recovery(2, 60));
    }

    @Test
    void oneLateErrorPutsTheRecoveryOff() throws IOException {
        assertThat(findings(drill().with(33_000, 60, 504)).recovery()).hasValue(new Findings.Recovery(4, 60));
    }

    @Test
    void anErrorAtTheEndIsNoRecovery() throws IOException {
        assertThat(findings(drill().with(44_000, 60, 504)).recovery()).isEmpty();
    }

    @Test
    void slowAnswersAreNoRecovery() throws IOException {
        FindingsTest drill = drill();
        IntStream.range(31, 45).forEach(second -> drill.with(second * 1000, 151, 200));

        assertThat(findings(drill).recovery()).isEmpty();
    }

    @Test
    void aRelapseIsNoRecovery() throws IOException {
        FindingsTest drill = drill();
        IntStream.range(0, 2).forEach(i -> drill.with(44_000 + i, 500, 200));

        assertThat(findings(drill).recovery()).isEmpty();
    }

    @Test
    void oneSlowAnswerInAHundredIsNoRelapse() throws IOException {
        assertThat(findings(drill().with(44_000, 500, 200)).recovery()).hasValue(new Findings.Recovery(2, 60));
    }

    @Test
    void aFaultThatChangesNothingDoesNotBite() throws IOException {
        IntStream.range(0, 450).forEach(i -> with(i * 100, 60, 200));

        assertThat(findings(this).secondsToBite()).isEmpty();
    }

    @Test
    void theTimelineCountsAnswersInTheSecondTheyCame() throws IOException {
        Timeline timeline = Timeline.of(MOMENTS, answers(drill()), pools());

        assertThat(timeline.seconds()).hasSize(45);
        assertThat(timeline.seconds().get(12).answers()).isEmpty();
        assertThat(timeline.seconds().get(12).p50Ms()).isNull();
        assertThat(timeline.seconds().get(20).answers()).containsEntry("200", 3L).containsEntry("503", 7L);
        assertThat(timeline.seconds().get(40).p99Ms()).isEqualTo(60.0);
        assertThat(timeline.pool()).hasSize(90);
        assertThat(timeline.faultBegun()).isEqualTo(10);
    }

    private FindingsTest drill() {
        for (int i = 0; i < 450; i++) {
            int at = i * 100;
            boolean inForce = at >= 12_000 && at < 30_000;
            if (inForce && i % 10 >= 3) {
                with(at, 2000, 503);
            } else {
                with(at, inForce ? 1200 : i < 2 ? 100 : 60, 200);
            }
        }
        return this;
    }

    private FindingsTest with(int at, int millis, int status) {
        lines.add("%d,%d.0,%d,,order-%d".formatted(ZERO + at, millis, status, lines.size()));
        return this;
    }

    private static Findings findings(FindingsTest drill) throws IOException {
        return Findings.of(Fault.named("pool-exhaustion").orElseThrow(), MOMENTS, answers(drill), pools());
    }

    private static List<Answer> answers(FindingsTest drill) throws IOException {
        return Answer.readAll(Files.write(drill.folder.resolve("orders.csv"), drill.lines));
    }

    private static List<Pool> pools() {
        return IntStream.range(0, 90).mapToObj(i -> {
            int maximum = i >= 24 && i < 64 ? 1 : 30;
            return new Pool(ZERO + i * 500L, maximum, 1, 0, 2000, 50, maximum / 0.05);
        }).toList();
    }
}
