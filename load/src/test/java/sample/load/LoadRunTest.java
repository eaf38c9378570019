package sample.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of Gatling against a server that answers by the number at the end of the order's id. */
@Timeout(60)
class LoadRunTest {

    private static final Pattern ID = Pattern.compile("\"order_id\":\"(LOAD-[0-9a-f]+-(\\d+))\"");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();
    private final Set<String> brokenOff = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/orders", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Matcher id = ID.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (!id.find()) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            int number = Integer.parseInt(id.group(2));
            if (number % 10 == 0) {
                brokenOff.add(id.group(1));
                return;
            }
            int status = number % 3 == 0 ? 503 : 200;
            byte[] body = "{\"order_id\":\"%s\"}".formatted(number % 10 == 1 ? "other" : id.group(1)).getBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            answered.put(id.group(1), status);
        }
    }

    @Test
    void countsEveryAnswerAndEveryFailure() throws IOException {
        LoadRun run = load(server.getAddress().getPort(), 20, 3);

        run.run();

        assertThat(answered.size() + brokenOff.size()).isEqualTo(60);
        Map<String, String[]> lines = lines();
        assertThat(lines).hasSize(60);
        answered.forEach((id, status) -> assertThat(lines.get(id)[2]).as(id).isEqualTo(status.toString()));
        brokenOff.forEach(id -> assertThat(lines.get(id)).as(id).contains("0", "reset"));
        assertThat(run.results().total().byAnswer()).containsOnlyKeys("200", "200 mismatch", "503", "reset");
        assertThat(run.results().total().byAnswer().get("reset").count()).isEqualTo(brokenOff.size()).isPositive();
        assertThat(run.results().total().all().count()).isEqualTo(run.results().sent()).isEqualTo(60);
        assertThat(run.results().rate()).isBetween(15.0, 30.0);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Acknowledged:", "of 60 orders")
                .contains(folder.resolve("report/index.html").toString()).doesNotContain("Gatling", "Generating");
        assertThat(folder.resolve("report/index.html")).content().contains("POST /api/orders");
    }

    @Test
    void aServerThatIsGoneIsCountedToo() throws IOException {
        server.stop(0);
        LoadRun run = load(server.getAddress().getPort(), 10, 1);

        run.run();

        assertThat(run.results().total().byAnswer()).containsOnlyKeys("connect");
        assertThat(lines()).hasSize(10);
    }

    @Test
    void stoppingEndsTheRunWithASummary() throws Exception {
        LoadRun run = load(server.getAddress().getPort(), 50, 600);
        Thread running = Thread.ofPlatform().start(() -> {
            try {
                run.run();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        while (run.results().sent() < 20) {
            Thread.sleep(20);
        }

        run.stop();

        running.join();
        assertThat(run.results().sent()).isLessThan(1000);
        assertThat((long) lines().size()).isEqualTo(run.results().sent());
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsOnlyOnce("Acknowledged:");
    }

    @Test
    void doesNotMixWithOtherFiles() throws IOException {
        Files.createDirectory(folder.resolve("holiday-pictures"));

        assertThatExceptionOfType(LoadException.class).isThrownBy(() -> load(1, 1, 1))
                .withMessage(folder + " is not empty: give a new folder with --out");
    }

    private LoadRun load(int port, int rate, int seconds) throws IOException {
        return LoadRun.of(new Settings(URI.create("http://127.0.0.1:" + port), rate, seconds, false, folder),
                new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    }

    /** The lines of orders.csv by the order's id. */
    private Map<String, String[]> lines() throws IOException {
        try (var lines = Files.lines(folder.resolve("orders.csv"))) {
            return lines.skip(1).map(line -> line.split(","))
                    .collect(Collectors.toMap(line -> line[4], Function.identity()));
        }
    }
}
