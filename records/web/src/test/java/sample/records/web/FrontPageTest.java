package sample.records.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The front end as it runs, against a backend that each test makes answer, or fail, as it needs. */
@Timeout(60)
class FrontPageTest {

    private static final String ERROR = "Error contacting backend: ";
    private static final String CURL = "*/*";
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Duration TIMEOUT = Duration.ofMillis(700);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch testOver = new CountDownLatch(1);
    private HttpServer backend;
    private ConfigurableApplicationContext frontEnd;

    @BeforeEach
    void startBackend() throws IOException {
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        backend.setExecutor(threads);
        backend.start();
    }

    @AfterEach
    void stop() {
        testOver.countDown();
        frontEnd.close();
        backend.stop(0);
        threads.close();
    }

    @Test
    void postsTheStudentAndShowsWhatTheBackendAnswers() throws Exception {
        backendAnswers(with(200, "Record saved with ID: 1"));

        HttpResponse<String> answer = get("/", CURL);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Backend Response: Record saved with ID: 1");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=UTF-8");
        assertThat(requests).containsExactly("POST /prod/record application/json {\"user\":\"sre-student\"}");
    }

    @Test
    void showsABrowserAPage() throws Exception {
        backendAnswers(with(200, "Record saved with ID: <1>"));

        HttpResponse<String> answer = get("/", BROWSER);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
        assertThat(answer.body()).contains("<main class=\"saved\">", "Backend Response: Record saved with ID: &lt;1&gt;")
                .doesNotContain("{{");
    }

    @Test
    void showsABrowserAPageWhenTheBackendFails() throws Exception {
        backendAnswers(with(500, "{}"));

        HttpResponse<String> answer = get("/", BROWSER);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("<main class=\"failed\">", ERROR + "it answered 500");
    }

    @ParameterizedTest
    @MethodSource
    void saysInWordsWhatIsWrongWithTheAnswer(HttpHandler handler, String reason) throws Exception {
        backendAnswers(handler);

        HttpResponse<String> answer = get("/", CURL);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(ERROR + reason);
        assertThat(requests).as("a record must not be sent twice").hasSize(1);
    }

    static Stream<Arguments> saysInWordsWhatIsWrongWithTheAnswer() {
        return Stream.of(
                argumentSet("an error", with(500, "{\"message\": \"Internal server error\"}"), "it answered 500"),
                argumentSet("a refusal", with(400, "user is missing"), "it answered 400"),
                argumentSet("a redirect", (HttpHandler) exchange -> {
                    exchange.getResponseHeaders().set("Location", "/prod/record");
                    with(302, "").handle(exchange);
                }, "it answered 302"),
                argumentSet("breaks off before it answers", (HttpHandler) HttpExchange::close, "it broke off or did not speak HTTP"),
                argumentSet("breaks off in the middle", (HttpHandler) exchange -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write(new byte[50]);
                    exchange.getResponseBody().flush();
                    exchange.close();
                }, "it broke off or did not speak HTTP"),
                argumentSet("an answer without end", (HttpHandler) exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream body = exchange.getResponseBody()) {
                        while (true) {
                            body.write(new byte[8192]);
                        }
                    }
                }, "its answer was too long"));
    }

    @Test
    void givesUpOnABackendThatStalls() throws Exception {
        backendAnswers(exchange -> waitForEnd());

        assertTimesOut();
    }

    @Test
    void givesUpOnABackendThatStallsInTheMiddleOfItsAnswer() throws Exception {
        backendAnswers(exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            waitForEnd();
        });

        assertTimesOut();
    }

    @Test
    void givesUpOnABackendThatAnswersByTheByte() throws Exception {
        backendAnswers(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            do {
                exchange.getResponseBody().write('.');
                exchange.getResponseBody().flush();
            } while (!waitForEnd(50));
        });

        assertTimesOut();
    }

    @Test
    void saysThatTheBackendRefusesTheConnection() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            startFrontEnd("http://127.0.0.1:" + socket.getLocalPort());
        }

        assertThat(get("/", CURL).body()).isEqualTo(ERROR + "it refused the connection");
    }

    @Test
    void saysThatTheBackendSpeaksNoHttp() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            threads.submit(() -> {
                try (Socket connection = socket.accept()) {
                    connection.getOutputStream().write("SSH-2.0-OpenSSH_9.6\r\n\r\n".getBytes(UTF_8));
                }
                return null;
            });
            startFrontEnd("http://127.0.0.1:" + socket.getLocalPort());

            assertThat(get("/", CURL).body()).isEqualTo(ERROR + "it broke off or did not speak HTTP");
        }
    }

    @ParameterizedTest
    @MethodSource
    void saysWhatIsWrongWithTheAddress(String apiUrl, String reason) throws Exception {
        startFrontEnd(apiUrl);

        HttpResponse<String> answer = get("/", CURL);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(ERROR + reason);
    }

    static Stream<Arguments> saysWhatIsWrongWithTheAddress() {
        String noAddress = "BACKEND_API_URL is not an address that begins with http:// or https://";
        return Stream.of(
                argumentSet("none", "", "BACKEND_API_URL is not set"),
                argumentSet("no scheme", "abc123.execute-api.eu-west-1.amazonaws.com/prod", noAddress),
                argumentSet("no URL", "http://a b", noAddress),
                argumentSet("a file", "file:///etc/passwd", noAddress),
                argumentSet("a name that is unknown", "http://backend.invalid/prod", "its name is unknown"));
    }

    @Test
    void healthDoesNotCallTheBackend() throws Exception {
        backendAnswers(with(500, ""));

        HttpResponse<String> answer = get("/health", CURL);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example:8090", "Host: 127.0.0.1.evil.example", "Host: 127.0.0.1\r\nOrigin: http://evil.example",
        "Host: 127.0.0.1\r\nOrigin: null", "Host: localhost:8090\r\nOrigin: http://localhost:3000",
        "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site", "Host: 127.0.0.1\r\nSec-Fetch-Site: same-site"})
    void storesNothingForThePageOfAnotherSite(String headers) throws Exception {
        backendAnswers(with(200, "Record saved with ID: 1"));

        String answer = send("GET / HTTP/1.1\r\nAccept: text/html\r\n" + headers);

        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("Nothing was saved", "<button>Save another record</button>");
        assertThat(send("HEAD / HTTP/1.1\r\n" + headers)).startsWith("HTTP/1.1 403 ");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: 127.0.0.1:8090", "Host: LOCALHOST", "Host: [::1]:8090", "Host: localhost:8090\r\nOrigin: http://localhost:8090",
        "Host: 127.0.0.1\r\nSec-Fetch-Site: none", "Host: 127.0.0.1:8090\r\nSec-Fetch-Site: same-origin"})
    void storesARecordForTheUser(String headers) throws Exception {
        backendAnswers(with(200, "Record saved with ID: 1"));

        assertThat(send("GET / HTTP/1.1\r\n" + headers)).startsWith("HTTP/1.1 200 ");
        assertThat(requests).hasSize(1);
    }

    private String send(String head) throws IOException {
        int port = Integer.parseInt(frontEnd.getEnvironment().getProperty("local.server.port"));
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private void assertTimesOut() throws Exception {
        long asked = System.nanoTime();

        HttpResponse<String> answer = get("/", CURL);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo(ERROR + "it timed out");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(TIMEOUT, Duration.ofSeconds(20));
        assertThat(requests).as("a record must not be sent twice").hasSize(1);
    }

    private void backendAnswers(HttpHandler answer) {
        backend.createContext("/prod/record", exchange -> {
            requests.add("%s %s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            try (exchange) {
                answer.handle(exchange);
            }
        });
        startFrontEnd("http://127.0.0.1:%d/prod/".formatted(backend.getAddress().getPort()));
    }

    private void startFrontEnd(String apiUrl) {
        frontEnd = new SpringApplicationBuilder(RecordsWebApplication.class).web(WebApplicationType.SERVLET)
                .run("--server.port=0", "--server.address=127.0.0.1", "--backend.api-url=" + apiUrl,
                        "--backend.timeout=" + TIMEOUT.toMillis() + "ms");
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        String port = frontEnd.getEnvironment().getProperty("local.server.port");
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Accept", accept).build(),
                BodyHandlers.ofString());
    }

    private static HttpHandler with(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private boolean waitForEnd(long milliseconds) {
        try {
            return testOver.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void waitForEnd() {
        waitForEnd(30_000);
    }
}
