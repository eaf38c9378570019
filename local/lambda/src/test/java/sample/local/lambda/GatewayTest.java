package sample.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The gateway and Lambda's API before a function that each test makes answer, or fail, as it needs. */
@Timeout(30)
class GatewayTest {

    private static final String SAVED = """
            {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "Record saved", "isBase64Encoded": false}""";
    private static final String INTERNAL_SERVER_ERROR = "{\"message\":\"Internal server error\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    /** What came in, by namespace and name. */
    private final Map<String, Double> sums = new ConcurrentHashMap<>();
    private final Metrics metrics = (namespace, name, dimensions, value) -> sums.merge(namespace + " " + name, value, Double::sum);
    private final AtomicReference<String> event = new AtomicReference<>();
    private final CountDownLatch testOver = new CountDownLatch(1);
    private RequestStreamHandler function = (input, output, context) -> {
        event.set(new String(input.readAllBytes(), UTF_8));
        output.write(SAVED.getBytes(UTF_8));
    };
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Lambda lambda = new Lambda((input, output, context) -> function.handleRequest(input, output, context), metrics);
        server = Main.serve(0, lambda, new Gateway(lambda, metrics, Duration.ofMillis(500)));
    }

    @AfterEach
    void stop() {
        testOver.countDown();
        server.stop(0);
    }

    @Test
    void handsTheFunctionTheEventOfAProxyIntegrationAndAnswersWhatItSays() throws Exception {
        HttpResponse<String> answer = post("{\"user\": \"Zoë\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Record saved");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain");
        JsonNode sent = Json.read(event.get().getBytes(UTF_8));
        assertThat(sent.path("body").asString()).isEqualTo("{\"user\": \"Zoë\"}");
        assertThat(sent.path("isBase64Encoded").asBoolean()).isFalse();
        assertThat(sent.path("resource").asString()).isEqualTo("/record");
        assertThat(sent.at("/requestContext/stage").asString()).isEqualTo("prod");
        assertThat(sent.at("/requestContext/path").asString()).isEqualTo("/prod/record");
        assertThat(sent.at("/requestContext/requestId").asString()).hasSize(36);
        assertThat(sent.at("/requestContext/identity/sourceIp").asString()).isEqualTo("127.0.0.1");
        assertThat(sums).containsAllEntriesOf(Map.of("AWS/ApiGateway Count", 1.0, "AWS/ApiGateway 5XXError", 0.0,
                "AWS/Lambda Invocations", 1.0, "AWS/Lambda Errors", 0.0, "AWS/Lambda Throttles", 0.0));
    }

    @Test
    void aFunctionThatThrowsIsA502AndAnError() throws Exception {
        function = (input, output, context) -> {
            throw new IllegalStateException("the table is gone");
        };

        assertAnswers(502, INTERNAL_SERVER_ERROR);
        assertThat(sums).containsAllEntriesOf(Map.of("AWS/ApiGateway 5XXError", 1.0, "AWS/Lambda Invocations", 1.0, "AWS/Lambda Errors", 1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "saved", "{}", "{\"statusCode\": \"200\"}"})
    void aMalformedAnswerIsA502AndNoError(String output) throws Exception {
        function = (input, out, context) -> out.write(output.getBytes(UTF_8));

        assertAnswers(502, INTERNAL_SERVER_ERROR);
        assertThat(sums).containsEntry("AWS/Lambda Errors", 0.0);
    }

    @Test
    void aFunctionThatTakesTooLongIsA504() throws Exception {
        function = (input, output, context) -> await(testOver);

        assertAnswers(504, "{\"message\":\"Endpoint request timed out\"}");
        assertThat(sums).containsEntry("AWS/ApiGateway 5XXError", 1.0);
    }

    @Test
    void aThrottledFunctionIsA500AndNoError() throws Exception {
        assertThat(lambda("PUT", "/2017-10-31/functions/SaveUserRecord/concurrency", "{\"ReservedConcurrentExecutions\": 0}").body())
                .isEqualTo("{\"ReservedConcurrentExecutions\":0}");

        assertAnswers(500, INTERNAL_SERVER_ERROR);
        assertThat(sums).containsAllEntriesOf(Map.of("AWS/ApiGateway 5XXError", 1.0, "AWS/Lambda Throttles", 1.0))
                .doesNotContainKeys("AWS/Lambda Invocations", "AWS/Lambda Errors", "AWS/Lambda Duration");

        assertThat(lambda("DELETE", "/2017-10-31/functions/SaveUserRecord/concurrency", "").statusCode()).isEqualTo(204);
        assertThat(post("{}").statusCode()).isEqualTo(200);
    }

    @Test
    void onlySoManyRunAtOnceAsAreReserved() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        function = (input, output, context) -> {
            running.countDown();
            await(goOn);
            output.write(SAVED.getBytes(UTF_8));
        };
        lambda("PUT", "/2017-10-31/functions/SaveUserRecord/concurrency", "{\"ReservedConcurrentExecutions\": 1}");
        CompletableFuture<HttpResponse<String>> first = http.sendAsync(request("POST", "/prod/record", "{}"), BodyHandlers.ofString());
        running.await();

        assertAnswers(500, INTERNAL_SERVER_ERROR);
        goOn.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(post("{}").statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedFunctionIsA500AndReportsNothing() throws Exception {
        lambda("PUT", "/2017-10-31/functions/SaveUserRecord/concurrency", "{\"ReservedConcurrentExecutions\": 0}");
        assertThat(lambda("DELETE", "/2015-03-31/functions/SaveUserRecord", "").statusCode()).isEqualTo(204);

        assertAnswers(500, INTERNAL_SERVER_ERROR);
        assertThat(sums).containsEntry("AWS/ApiGateway 5XXError", 1.0)
                .doesNotContainKeys("AWS/Lambda Invocations", "AWS/Lambda Errors", "AWS/Lambda Throttles");
        HttpResponse<String> gone = lambda("GET", "/2015-03-31/functions/SaveUserRecord", "");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.headers().firstValue("x-amzn-ErrorType")).hasValue("ResourceNotFoundException");

        assertThat(lambda("POST", "/2015-03-31/functions", "{\"FunctionName\": \"SaveUserRecord\"}").statusCode()).isEqualTo(201);
        assertThat(lambda("POST", "/2015-03-31/functions", "{\"FunctionName\": \"SaveUserRecord\"}").statusCode()).isEqualTo(409);
        assertThat(lambda("GET", "/2019-09-30/functions/SaveUserRecord/concurrency", "").body()).isEqualTo("{}");
        assertThat(post("{}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"ReservedConcurrentExecutions\": -1}", "{\"ReservedConcurrentExecutions\": \"0\"}", "{}", "{"})
    void refusesAConcurrencyThatIsNone(String body) throws Exception {
        assertThat(lambda("PUT", "/2017-10-31/functions/SaveUserRecord/concurrency", body).statusCode()).isEqualTo(400);
        assertThat(post("{}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/prod/records", "/prod/record/1", "/prod"})
    void whatTheApiDoesNotHaveIsA403(String path) throws Exception {
        HttpResponse<String> answer = http.send(request("POST", path, "{}"), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Missing Authentication Token\"}");
        assertThat(sums).containsEntry("AWS/ApiGateway 4XXError", 1.0);
    }

    private void assertAnswers(int status, String body) throws Exception {
        HttpResponse<String> answer = post("{\"user\": \"me\"}");
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.send(request("POST", "/prod/record", body), BodyHandlers.ofString());
    }

    private HttpResponse<String> lambda(String method, String path, String body) throws Exception {
        return http.send(request(method, path, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)).build();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
