package sample.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of another site can make a browser send changes nothing, wherever it is sent. */
@Timeout(30)
class OtherSitesPagesTest {

    private final Set<String> counted = ConcurrentHashMap.newKeySet();
    private final Metrics metrics = (namespace, name, dimensions, value) -> counted.add(name);
    private final Lambda lambda = new Lambda((input, output, context) -> output.write("{\"statusCode\": 200}".getBytes(UTF_8)), metrics);
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = Main.serve(0, lambda, new Gateway(lambda, metrics, Gateway.TIMEOUT));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @MethodSource
    void isRefusedOnEveryPath(String request, String headers) throws IOException {
        assertThat(send(request, headers)).startsWith("HTTP/1.1 403 ");

        assertThat(lambda.isPresent()).isTrue();
        assertThat(lambda.reserved()).isEqualTo(OptionalInt.empty());
        assertThat(counted).isEmpty();
    }

    static Stream<Arguments> isRefusedOnEveryPath() {
        List<String> requests = List.of("POST /prod/record", "DELETE /2015-03-31/functions/SaveUserRecord",
                "PUT /2017-10-31/functions/SaveUserRecord/concurrency", "POST /2015-03-31/functions");
        List<String> headers = List.of("Host: evil.example:8091", "Host: 127.0.0.1:8091\r\nOrigin: http://evil.example",
                "Host: 127.0.0.1:8091\r\nOrigin: null", "Host: localhost:8091\r\nSec-Fetch-Site: cross-site");
        return requests.stream().flatMap(request -> headers.stream().map(header -> Arguments.of(request, header)));
    }

    /** curl -d says that it sends a form. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "application/json"})
    void theUsersOwnCurlIsServedWhateverTypeItSends(String type) throws IOException {
        assertThat(send("POST /prod/record", "Host: 127.0.0.1:8091\r\nContent-Type: " + type)).startsWith("HTTP/1.1 200 ");
        assertThat(send("PUT /2017-10-31/functions/SaveUserRecord/concurrency", "Host: 127.0.0.1:8091\r\nContent-Type: " + type))
                .startsWith("HTTP/1.1 200 ");
        assertThat(lambda.reserved()).hasValue(0);
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws IOException {
        String body = "{\"FunctionName\": \"SaveUserRecord\", \"Code\": {\"ZipFile\": \"%s\"}}".formatted("A".repeat(10 * 1024 * 1024));

        assertThat(send("POST /2015-03-31/functions", "Host: 127.0.0.1", body)).startsWith("HTTP/1.1 413 ");
    }

    private String send(String request, String headers) throws IOException {
        return send(request, headers, "{\"ReservedConcurrentExecutions\": 0}");
    }

    private String send(String request, String headers, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            socket.getOutputStream().write("%s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(request, headers, body.length(), body).getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
