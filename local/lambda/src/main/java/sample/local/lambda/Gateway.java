package sample.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * API Gateway as the lab uses it: a REST API with {@code POST /record}, handed to the function by proxy integration.
 * Whatever goes wrong behind it looks the same from outside, as on AWS.
 */
final class Gateway implements HttpHandler {

    static final String STAGE = "prod";
    /** The most that API Gateway waits for an integration. */
    static final Duration TIMEOUT = Duration.ofSeconds(29);
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final Map<String, String> DIMENSIONS = Map.of("ApiName", "UserRecords", "Stage", STAGE);
    private static final Answer INTERNAL_SERVER_ERROR = Answer.message(500, "Internal server error");
    private static final Answer MALFORMED = Answer.message(502, "Internal server error");

    private final Lambda lambda;
    private final Metrics metrics;
    private final Duration patience;
    private final ExecutorService invocations = Executors.newVirtualThreadPerTaskExecutor();

    Gateway(Lambda lambda, Metrics metrics, Duration patience) {
        this.lambda = lambda;
        this.metrics = metrics;
        this.patience = patience;
    }

    private record Answer(int status, Map<String, String> headers, byte[] body) {

        static Answer message(int status, String message) {
            return new Answer(status, Map.of("Content-Type", "application/json"), Json.bytes(Map.of("message", message)));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            long begin = System.nanoTime();
            Answer answer = answer(exchange);
            count("Count", 1);
            count("4XXError", answer.status() / 100 == 4 ? 1 : 0);
            count("5XXError", answer.status() / 100 == 5 ? 1 : 0);
            count("Latency", (System.nanoTime() - begin) / 1e6);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            Json.answer(exchange, answer.status(), answer.body());
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            return Answer.message(413, "Request Too Long");
        }
        if (!exchange.getRequestMethod().equals("POST") || !exchange.getRequestURI().getPath().equals("/prod/record")) {
            // So says API Gateway of a resource that it does not have.
            return Answer.message(403, "Missing Authentication Token");
        }
        return invoke(ProxyEvent.of(exchange, new String(body, StandardCharsets.UTF_8)));
    }

    private Answer invoke(byte[] event) {
        Future<Lambda.Outcome> invocation = invocations.submit(() -> lambda.invoke(event));
        try {
            return switch (invocation.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                case Lambda.Outcome.Answered(byte[] output) -> answer(output);
                case Lambda.Outcome.Refused refused -> refused == Lambda.Outcome.Refused.FAILED ? MALFORMED : INTERNAL_SERVER_ERROR;
            };
        } catch (TimeoutException e) {
            return Answer.message(504, "Endpoint request timed out");
        } catch (ExecutionException e) {
            return MALFORMED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERNAL_SERVER_ERROR;
        }
    }

    private static Answer answer(byte[] output) {
        try {
            JsonNode answer = Json.read(output);
            if (!answer.path("statusCode").isInt()) {
                return MALFORMED;
            }
            String body = answer.path("body").asString("");
            Map<String, String> headers = new LinkedHashMap<>();
            answer.path("headers").forEachEntry((name, value) -> headers.put(name, value.asString()));
            return new Answer(answer.path("statusCode").asInt(), headers, answer.path("isBase64Encoded").asBoolean(false)
                    ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException | IllegalArgumentException e) {
            return MALFORMED;
        }
    }

    private void count(String name, double value) {
        metrics.put("AWS/ApiGateway", name, DIMENSIONS, value);
    }
}
