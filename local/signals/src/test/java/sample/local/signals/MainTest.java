package sample.local.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM of its own, with the memory that it has in a stack. */
@Timeout(90)
class MainTest {

    private static final String TEMPLATE = "../../infra/observability.yaml";

    @TempDir
    private Path folder;

    private Process program;

    @AfterEach
    void stop() {
        if (program != null) {
            program.destroyForcibly();
        }
    }

    /** Bodies that are too large, packed, broken, and many at once: it answers each, and takes the next span. */
    @Test
    void hostileInputDoesNotEndIt() throws Exception {
        int page = freePort();
        int otlp = freePort();
        start(TEMPLATE, page, otlp);
        await().atMost(30, TimeUnit.SECONDS).until(() -> answers(page));
        byte[] bomb = gzip(new byte[64 * 1024 * 1024]);
        byte[] garbage = new byte[3_000_000];
        new Random(3).nextBytes(garbage);
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                answers.add(client.sendAsync(post(otlp, "/v1/traces", bomb, "gzip"),
                        HttpResponse.BodyHandlers.ofByteArray()));
                answers.add(client.sendAsync(post(otlp, "/v1/traces", garbage, "identity"),
                        HttpResponse.BodyHandlers.ofByteArray()));
                answers.add(client.sendAsync(post(otlp, "/v1/metrics", bomb, "gzip"),
                        HttpResponse.BodyHandlers.ofByteArray()));
            }
            for (var answer : answers) {
                assertThat(answer.handle((response, failure) -> failure == null ? response.statusCode() : 0)
                        .get(60, TimeUnit.SECONDS))
                        .isIn(0, 400, 413, 503);
            }
            assertThat(client.send(post(otlp, "/v1/traces", new byte[0], "identity"),
                    HttpResponse.BodyHandlers.ofByteArray()).statusCode())
                    .isEqualTo(200);
        }
        assertThat(program.isAlive()).isTrue();
    }

    @Test
    void aTemplateThatIsNotUnderstoodIsRefusedAtTheStart() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.yaml"),
                Files.readString(Path.of(TEMPLATE)).replace("ExtendedStatistic: p99", "ExtendedStatistic: tm99"));
        start(broken.toString(), freePort(), freePort());

        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(1);
        assertThat(new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("broken.yaml: OrdersSlow: ExtendedStatistic: the statistic tm99 is not computed here");
    }

    private void start(String template, int page, int otlp) throws IOException {
        program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-cp", System.getProperty("java.class.path"),
                "sample.local.signals.Main",
                String.valueOf(page), String.valueOf(otlp), template, SignalsServer.ENVIRONMENT, "http://127.0.0.1:9")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpRequest post(int port, String path, byte[] body, String encoding) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", encoding)
                .timeout(Duration.ofSeconds(60)).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
