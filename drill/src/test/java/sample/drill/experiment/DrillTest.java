package sample.drill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.drill.findings.Fault;
import sample.drill.findings.Plan;
import sample.drill.findings.Verdict;

/** Drills of a few seconds with scripts that only note that they were called, so no fault ever bites. */
@Timeout(60)
class DrillTest {

    private static final Plan SHORT = new Plan(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2),
            Duration.ofSeconds(2), 12, Duration.ofMillis(100));

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int maximum = 30;

    @BeforeEach
    void startServerAndMakeScripts() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, "{}"));
        server.createContext("/actuator/prometheus",
                exchange -> answer(exchange, "process_start_time_seconds 1.7E9\n"));
        server.createContext("/api/delivery/config", exchange -> answer(exchange, """
                {"pool": {"maximum": %d, "active": 1, "pending": 0, "connection_timeout_ms": 2000}, "parameters": []}
                """.formatted(maximum)));
        server.createContext("/api/state", exchange -> answer(exchange, """
                {"alarms": [{"name": "quiet", "history": []}], "objectives": [
                  {"name": "availability", "goal_percent": 99.9, "interval_minutes": 1440, "threshold_ms": null, "bad_requests": 7}]}
                """));
        server.createContext("/api/drill", exchange -> {
            told.add(new ObjectMapper().readTree(exchange.getRequestBody()));
            answer(exchange, "{}");
        });
        server.start();
        // The orders of a minute at once, and far more than the drill takes: a machine that stalls leaves no second empty.
        script("5-generate-load.sh", """
                mkdir "$7"
                began=$(date +%s%3N)
                {
                  echo header
                  for i in $(seq 0 599); do
                    echo "$((began + i * 100)),50.0,200,,order-$i"
                  done
                } > "$7/orders.csv.part"
                mv "$7/orders.csv.part" "$7/orders.csv"
                sleep 7""");
        script("6-introduce-fault.sh", "echo \"introduced $*\" >> \"$(dirname \"$0\")/called\"");
        script("7-restore-normal.sh", "echo \"restored $*\" >> \"$(dirname \"$0\")/called\"");
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\nset -e\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void aDrillInWhichNothingHappensIsReportedAndDoesNotHold() throws Exception {
        Verdict verdict = drill().run();

        assertThat(verdict.held()).isFalse();
        assertThat(called()).containsExactly("introduced --local --fault pool-exhaustion", "restored --local");
        assertThat(printed()).contains("MISSED  the fault bites", "seconds to recover")
                .contains("Orders: 600 sent, 600 acknowledged; in the database are 600 of the acknowledged and 0 of");
        theReportHoldsTheDataAndNeedsNothingFromOutside();
        thePageLearnsOfEachPhaseAndOfTheVerdict();
    }

    private void thePageLearnsOfEachPhaseAndOfTheVerdict() {
        JsonNode last = told.getLast();
        assertThat(told.getFirst().get("running").asBoolean()).isTrue();
        assertThat(last.get("running").asBoolean(true)).isFalse();
        assertThat(last.get("phases").findValuesAsText("name")).containsExactly("warm-up", "baseline", "fault", "restored", "questions");
        assertThat(last.get("phases").findValuesAsText("to")).doesNotContain("null");
        assertThat(last.get("verdict").asText()).startsWith("Not as it must be: ");
        assertThat(last.get("checks").findValuesAsText("what")).contains("an alarm fires");
    }

    private void theReportHoldsTheDataAndNeedsNothingFromOutside() throws IOException {
        JsonNode json = new ObjectMapper().readTree(folder.resolve("out/report.json").toFile());
        assertThat(json.get("fault").asText()).isEqualTo("pool-exhaustion");
        assertThat(json.get("held").asBoolean(true)).isFalse();
        assertThat(json.get("seconds_to_bite").isNull()).isTrue();
        assertThat(checks(json, false)).contains("the fault bites", "p50 grows", "answered 503", "an alarm fires");
        assertThat(checks(json, true)).contains("health and readiness", "no restarts", "orders");
        assertThat(json.get("phases")).hasSize(3);
        assertThat(json.at("/phases/0/predicted_per_second").asDouble()).isEqualTo(600);
        assertThat(json.at("/timeline/seconds")).hasSizeGreaterThanOrEqualTo(6);
        String page = Files.readString(folder.resolve("out/report.html"));
        assertThat(page).contains("\"fault\" : \"pool-exhaustion\"").contains("import {createLineChart}")
                .contains("\"line-chart.js\" : \"data:text/javascript;base64,")
                .doesNotContain("/*DATA*/", "/*STYLES*/", "/*MODULES*/", "sourceMappingURL", "src=", "href=", "@import", "url(");
    }

    private static List<String> checks(JsonNode report, boolean ok) {
        return StreamSupport.stream(report.get("checks").spliterator(), false)
                .filter(check -> check.get("ok").asBoolean() == ok).map(check -> check.get("what").asText()).toList();
    }

    @Test
    void normalIsRestoredWhenTheFaultCannotBeIntroduced() throws Exception {
        script("6-introduce-fault.sh", "echo 'SSM did not answer'; exit 1");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> drill().run())
                .withMessage("6-introduce-fault.sh ended with 1: SSM did not answer");
        assertThat(called()).containsExactly("restored --local");
        assertThat(told.getLast().get("running").asBoolean(true)).isFalse();
        assertThat(told.getLast().has("verdict")).isFalse();
    }

    @Test
    void normalIsRestoredWhenTheLoadGeneratorFails() throws Exception {
        script("5-generate-load.sh", """
                mkdir "$7"
                echo -e "header\\n$(date +%s)000,50.0,200,,order-1" > "$7/orders.csv"
                echo 'load: out of breath'
                exit 1""");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> drill().run())
                .withMessage("the load generator ended with 1: load: out of breath");
        assertThat(called()).containsExactly("introduced --local --fault pool-exhaustion", "restored --local");
    }

    @Test
    void aStackWithAFaultInForceIsRefused() {
        maximum = 1;

        assertThatExceptionOfType(DrillException.class).isThrownBy(() -> drill().run())
                .withMessage("a fault is in force already: run scripts/7-restore-normal.sh --local first");
    }

    @Test
    void aStackThatDoesNotAnswerIsRefused() {
        server.stop(0);

        assertThatExceptionOfType(DrillException.class).isThrownBy(() -> drill().run())
                .withMessageEndingWith("does not answer: start the stack with scripts/local-up.sh");
    }

    @Test
    void aSecondDrillIsRefusedWhileOneRunsAndLeavesItAlone() throws Exception {
        FutureTask<Verdict> first = new FutureTask<>(() -> drill().run());
        Thread.ofPlatform().start(first);
        while (!printed().contains("warms everything up")) {
            Thread.sleep(20);
        }

        assertThatExceptionOfType(DrillException.class).isThrownBy(() -> drill().run()).withMessage(
                "another drill is running and holds " + folder.resolve("state/lock") + ": wait until it ends");

        assertThat(first.get().checks()).isNotEmpty();
        assertThat(called()).containsExactly("introduced --local --fault pool-exhaustion", "restored --local");
    }

    @Test
    void theLockIsFreeAfterADrillThatFailed() {
        server.stop(0);
        assertThatExceptionOfType(DrillException.class).isThrownBy(() -> drill().run());

        assertThatExceptionOfType(DrillException.class).isThrownBy(() -> drill().run())
                .withMessageContaining("does not answer");
    }

    /** In a JVM of its own, as only its end runs what an interruption leaves to do. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The load runs    | nothing was changed
            Baseline         | nothing was changed
            Fault introduced | normal was restored, the fault is gone
            """)
    void anInterruptedDrillSaysWhatBecameOfTheFault(String when, String outcome) throws Exception {
        Process drill = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp", System.getProperty("java.class.path"), Interrupted.class.getName(), service().toString(),
                folder.toString()).redirectErrorStream(true).start();
        BufferedReader lines = drill.inputReader(StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>(List.of(""));
        while (!seen.getLast().startsWith(when)) {
            seen.add(String.valueOf(lines.readLine()));
        }

        drill.toHandle().destroy(); // Process.destroy would close what is still to be read

        assertThat(lines.lines()).last().isEqualTo("fault-drill: interrupted: " + outcome);
        assertThat(drill.waitFor()).isEqualTo(143);
        assertThat(folder.resolve("called")).satisfies(file -> assertThat(Files.exists(file))
                .isEqualTo(when.startsWith("Fault")));
    }

    static final class Interrupted {

        private static final Plan LONG = new Plan(Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(60),
                Duration.ofSeconds(60), 12, Duration.ofMillis(100));

        public static void main(String[] args) {
            System.exit(new Drill(settings(URI.create(args[0]), Path.of(args[1])), LONG, System.out).status());
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private Drill drill() {
        return new Drill(settings(service(), folder), SHORT, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private URI service() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static Settings settings(URI service, Path folder) {
        return new Settings(Fault.named("pool-exhaustion").orElseThrow(), service, service, service, folder, folder.resolve("none.log"),
                folder.resolve("state/lock"), folder.resolve("out"));
    }

    private List<String> called() throws IOException {
        return Files.readAllLines(folder.resolve("called"));
    }
}
