package sample.local.signals.controls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.local.signals.TestClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** With a script of its own in the place of the drill. */
@Timeout(60)
class DrillsTest {

    private static final String NOW = "2026-01-02T03:04:05Z";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock();
    private Drills drills;

    @BeforeEach
    void make() {
        drills = new Drills(folder, folder.resolve("state"), clock);
    }

    @AfterEach
    void close() {
        drills.close();
    }

    @Test
    void beforeTheFirstDrillThereIsNone() {
        assertThat(drills.state()).containsEntry("running", false).containsEntry("fault", null).containsEntry("verdict", null)
                .containsEntry("report", null);
    }

    @Test
    void aDrillIsBegunAsAPersonWould() throws IOException {
        script("echo \"$* in $LOCAL_STATE_DIR\" >called; exec sleep 60");

        drills.start("slow-carrier");

        await().untilAsserted(() -> assertThat(folder.resolve("called")).content()
                .isEqualTo("--local --fault slow-carrier in " + folder.resolve("state") + "\n"));
        assertThat(drills.state()).containsEntry("running", true).containsEntry("fault", "slow-carrier")
                .containsEntry("phase", "is getting ready");
        assertThatExceptionOfType(ControlException.class).isThrownBy(() -> drills.start("slow-carrier"))
                .withMessage("A drill is running already");
    }

    @Test
    void aDrillThatIsStoppedSaysWhatBecameOfTheFault() throws IOException {
        script("trap 'echo interrupted: the fault is gone; exit 143' TERM; echo ready >called; while true; do sleep 0.1; done");
        drills.start("slow-carrier");
        await().until(() -> Files.exists(folder.resolve("called")));

        drills.stop();

        await().untilAsserted(() -> assertThat(drills.state()).containsEntry("running", false)
                .containsEntry("verdict", "interrupted: the fault is gone"));
    }

    @Test
    void aDrillThatCannotBeginSaysWhy() throws IOException {
        script("echo 'a fault is in force already'; exit 2");

        drills.start("slow-carrier");

        await().untilAsserted(() -> assertThat(drills.state()).containsEntry("running", false)
                .containsEntry("verdict", "a fault is in force already"));
    }

    @Test
    void aDrillOfATerminalIsShownAndCannotBeStoppedHere() {
        drills.tell(told("true", "20261126T120000Z-slow-carrier"));

        assertThat(drills.state()).containsEntry("running", true).containsEntry("phase", "baseline").containsEntry("checks", List.of());
        assertThatExceptionOfType(ControlException.class).isThrownBy(drills::stop).withMessageContaining("in a terminal");
        assertThatExceptionOfType(ControlException.class).isThrownBy(() -> drills.start("slow-carrier"));
    }

    @Test
    void aDrillThatWasKilledIsOverWhenItIsSilent() {
        drills.tell(told("true", "20261126T120000Z-slow-carrier"));

        clock.advance(Duration.ofSeconds(7));

        assertThat(drills.state()).containsEntry("running", false).containsEntry("verdict", "It ended without a verdict; its terminal says why.");
        assertThat(JsonMapper.shared().valueToTree(drills.state()).at("/phases/1/to").asString()).isEqualTo(NOW);
    }

    @Test
    void theReportIsFoundInTheFolderOfTheStack() throws IOException {
        Path report = Files.createDirectories(folder.resolve("state/drill/20261126T120000Z-slow-carrier")).resolve("report.html");
        Files.writeString(report, "<p>all well");

        drills.tell(told("false", "20261126T120000Z-slow-carrier"));

        assertThat(drills.report()).contains(report);
        assertThat(drills.state()).containsEntry("report", "api/drill/report");
    }

    /** Nothing else is read, whatever the name says. */
    @ParameterizedTest
    @ValueSource(strings = {"../outside", "..", "/etc", "20261126T120000Z-..", ""})
    void noOtherFolderIsRead(String name) throws IOException {
        for (String place : List.of("state/outside", "state/drill")) {
            Files.writeString(Files.createDirectories(folder.resolve(place)).resolve("report.html"), "secret");
        }
        drills.tell(told("false", name));

        assertThat(drills.report()).isEmpty();
    }

    private static JsonNode told(String running, String report) {
        return JsonMapper.shared().readTree("""
                {"fault": "slow-carrier", "running": %s, "report": "%s", "phases": [
                   {"name": "warm-up", "from": "2026-11-26T11:59:00Z", "to": "2026-11-26T11:59:15Z"},
                   {"name": "baseline", "from": "2026-11-26T11:59:15Z", "to": null}]}
                """.formatted(running, report));
    }

    private void script(String body) throws IOException {
        Path script = Files.writeString(folder.resolve("fault-drill.sh"), "#!/usr/bin/env bash\ncd \"$(dirname \"$0\")\"\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }
}
