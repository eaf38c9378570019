package sample.local.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests byte by byte: no client of ours would send most of these. */
@Timeout(60)
class LoopbackServerTest {

    private final AtomicInteger handled = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = LoopbackServer.start(0, Map.of("/", this::handle));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            handled.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void listensOnTheLoopbackAddressOnly() {
        assertThat(server.getAddress().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void inAContainerItTakesWhatOtherContainersSendToItByItsName() throws IOException {
        server.stop(0);
        server = LoopbackServer.start(0, Map.of("/", this::handle), Optional.of("signals"));

        assertThat(server.getAddress().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(send("POST", "signals:4318", null)).startsWith("HTTP/1.1 204 ");
        assertThat(send("POST", "127.0.0.1:3000", null)).startsWith("HTTP/1.1 204 ");
        assertThat(send("POST", "signals.evil.example", null)).startsWith("HTTP/1.1 403 ");
        assertThat(send("POST", "signals:4318", "Origin: http://evil.example")).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            POST | 127.0.0.1      | -
            POST | 127.0.0.1:4566 | -
            POST | localhost      | -
            POST | LOCALHOST:80   | -
            POST | [::1]          | -
            POST | [::1]:4566     | -
            POST | localhost:3000 | Origin: http://localhost:3000
            POST | 127.0.0.1:3000 | Sec-Fetch-Site: same-origin
            GET  | 127.0.0.1:3000 | Sec-Fetch-Site: none
            GET  | 127.0.0.1:3000 | Sec-Fetch-Site: cross-site; Sec-Fetch-Mode: navigate; Sec-Fetch-Dest: document
            """)
    void takesWhatTheUserSent(String method, String host, String headers) throws IOException {
        assertThat(send(method, host, headers)).startsWith("HTTP/1.1 204 ");
        assertThat(handled).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            POST    | evil.example            | -
            POST    | signals:4318            | -
            POST    | evil.example:4566       | -
            GET     | evil.example            | -
            HEAD    | evil.example            | -
            POST    | 127.0.0.1.evil.example  | -
            POST    | 127.0.0.1:4566.evil     | -
            POST    | localhost.              | -
            POST    | user@127.0.0.1          | -
            POST    | 0.0.0.0:4566            | -
            POST    | 192.168.0.7             | -
            POST    | -                       | -
            POST    | 127.0.0.1               | Host: evil.example
            POST    | 127.0.0.1:4566          | Origin: http://evil.example
            POST    | 127.0.0.1:4566          | Origin: null
            POST    | 127.0.0.1:4566          | Origin: http://127.0.0.1:3000
            POST    | 127.0.0.1:4566          | Origin: http://localhost:4566
            POST    | 127.0.0.1:4566          | Origin: https://127.0.0.1:4566
            POST    | 127.0.0.1:4566          | Origin: http://127.0.0.1:4566; Origin: http://evil.example
            OPTIONS | 127.0.0.1:4566          | Origin: http://evil.example; Access-Control-Request-Method: PUT
            POST    | 127.0.0.1               | Sec-Fetch-Site: cross-site
            POST    | 127.0.0.1               | Sec-Fetch-Site: same-site
            GET     | 127.0.0.1               | Sec-Fetch-Site: cross-site
            GET     | 127.0.0.1               | Sec-Fetch-Site: cross-site; Sec-Fetch-Mode: no-cors; Sec-Fetch-Dest: image
            GET     | 127.0.0.1               | Sec-Fetch-Site: cross-site; Sec-Fetch-Mode: navigate; Sec-Fetch-Dest: iframe
            POST    | 127.0.0.1               | Sec-Fetch-Site: cross-site; Sec-Fetch-Mode: navigate; Sec-Fetch-Dest: document
            """)
    void refusesWhatAnotherSitesPageSent(String method, String host, String headers) throws IOException {
        String answer = send(method, host, headers);

        assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContainIgnoringCase("Access-Control");
        assertThat(answer.contains("\"__type\":\"ForbiddenException\"")).isEqualTo(!method.equals("HEAD"));
        assertThat(handled).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "POST / HT", "POST / HTTP/1.1\r\nHost: 127", "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf"})
    void aClientThatSendsHalfARequestIsCutOffAndOthersAreServed(String half) throws IOException {
        try (Socket slow = connect()) {
            slow.getOutputStream().write(half.getBytes(US_ASCII));
            slow.getOutputStream().flush();

            assertThat(send("POST", "127.0.0.1", null)).startsWith("HTTP/1.1 204 ");

            slow.setSoTimeout(30_000);
            assertThat(readAll(slow)).doesNotContain(" 204 ");
        }
        assertThat(handled).hasValue(1);
    }

    @Test
    void headersHaveALimit() throws IOException {
        assertThat(send("POST", "127.0.0.1", "X-Long: " + "x".repeat(70_000))).doesNotContain(" 204 ");
        assertThat(handled).hasValue(0);
    }

    private String send(String method, String host, String headers) throws IOException {
        String all = (host == null ? "" : "Host: " + host + "\r\n") + (headers == null ? "" : headers.replace("; ", "\r\n") + "\r\n");
        try (Socket socket = connect()) {
            socket.getOutputStream().write("%s / HTTP/1.1\r\n%sConnection: close\r\n\r\n".formatted(method, all).getBytes(US_ASCII));
            socket.setSoTimeout(30_000);
            return readAll(socket);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
    }

    /** What came until the server closed; a time-out fails the test. */
    private static String readAll(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        } catch (SocketException e) {
            return ""; // closed in the middle
        }
    }
}
