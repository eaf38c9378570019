package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.launcher.ManagedProcess.State;

@Timeout(60)
class ManagedProcessTest {

    /** Keeps what it hears. */
    private static final class Heard implements ManagedProcess.Listener {

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final List<String> endings = new CopyOnWriteArrayList<>();

        @Override
        public void changed() {
            // the state is asked for
        }

        @Override
        public void said(String program, String event) {
            events.add(event);
        }

        @Override
        public void gaveUp(ManagedProcess process, String why) {
            endings.add(why);
        }
    }

    @TempDir
    private Path folder;
    private final Heard heard = new Heard();
    private ManagedProcess process;

    @AfterEach
    void stop() throws InterruptedException {
        process.stop();
    }

    @Test
    void aProgramThatDiesIsStartedAgainAndKeepsItsLog() throws Exception {
        start("echo started; exec sleep 60");
        await().until(() -> process.state() == State.READY);
        long first = pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        await().until(() -> process.state() == State.READY && pid() != first);
        assertThat(heard.events).anySatisfy(event -> assertThat(event).isEqualTo("died (exit status 137); it is started again in 1 s"));
        assertThat(Files.readAllLines(folder.resolve("log"))).filteredOn("started"::equals).hasSize(2);
        assertThat(process.describe()).startsWith("ready ").endsWith(" 1");
    }

    @Test
    void fiveDeathsAreTheEnd() throws Exception {
        start("echo the cause; exit 3");

        await().atMost(Duration.ofSeconds(40)).until(() -> !heard.endings.isEmpty());

        assertThat(heard.endings).containsExactly("died 5 times within 2 minutes, the last time with exit status 3");
        assertThat(heard.events).filteredOn(event -> event.startsWith("died")).extracting(event -> event.replaceAll(".* in ", ""))
                .containsExactly("1 s", "2 s", "4 s", "8 s");
        assertThat(process.lastLines()).containsExactly("the cause");
    }

    @Test
    void whatIsStoppedByHandStaysStoppedAndIsNoDeath() throws Exception {
        start("exec sleep 60");
        await().until(() -> process.state() == State.READY);

        process.request(StackRequests.Verb.STOP);
        await().until(() -> process.state() == State.STOPPED);
        process.request(StackRequests.Verb.START);
        await().until(() -> process.state() == State.READY);
        long before = pid();
        process.request(StackRequests.Verb.RESTART);
        await().until(() -> process.state() == State.READY && pid() != before);

        assertThat(heard.events).noneMatch(event -> event.startsWith("died"));
    }

    @Test
    void whatAProgramHasForItsUserIsSaid() throws Exception {
        start("echo other; echo 'FOR THE USER: a file was damaged'; exec sleep 60");

        await().until(() -> heard.events.contains("a file was damaged"));

        assertThat(heard.events).doesNotContain("other");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16", "6, 30", "60, 30"})
    void thePausesGrowUpToHalfAMinute(int deaths, int seconds) throws Exception {
        start("exec sleep 60");

        assertThat(ManagedProcess.pauseAfter(deaths)).hasSeconds(seconds);
    }

    private long pid() {
        return Long.parseLong(process.describe().split(" ")[1]);
    }

    private void start(String script) {
        Path log = folder.resolve("log");
        String first = script.startsWith("echo") ? script.replaceAll("(?s).*echo '?([^';]*)'?;.*", "$1") : "";
        Program program = new Program("program", List.of("sh", "-c", script), Map.of("PATH", System.getenv("PATH")),
                () -> process.lastLines().toString().contains(first), "nowhere");
        process = new ManagedProcess(program, log, heard);
        process.start();
    }
}
