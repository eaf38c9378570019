package sample.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * As much of Lambda's own API as breaking and restoring the function needs, for the {@code aws} command and the SDKs.
 * It checks no signature. The code is always that of this process. Requests of other sites' pages do not come here.
 */
final class LambdaApi implements HttpHandler {

    static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:" + Lambda.FUNCTION;

    private static final Pattern PATH = Pattern.compile("/20[0-9-]{8}/functions(?:/(?<name>[^/]+)(?<part>/[a-z]+)?)?");

    /** Room for a function's code, which nobody reads. */
    private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

    private final Lambda lambda;

    LambdaApi(Lambda lambda) {
        this.lambda = lambda;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                refuse(exchange, 413, "RequestTooLargeException", "The request is larger than " + MAX_BODY_BYTES + " bytes");
                return;
            }
            try {
                call(exchange, Json.read(body));
            } catch (JacksonException e) {
                refuse(exchange, 400, "InvalidRequestContentException", "The body is not valid JSON");
            }
        }
    }

    private void call(HttpExchange exchange, JsonNode request) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (!path.matches()) {
            refuse(exchange, 404, "UnknownOperationException", "Only functions are known here");
            return;
        }
        String operation = exchange.getRequestMethod() + " " + Objects.requireNonNullElse(path.group("part"), "");
        String name = Objects.requireNonNullElse(path.group("name"), request.path("FunctionName").asString(""));
        if (!operation.equals("POST ") && (!name.equals(Lambda.FUNCTION) || !lambda.isPresent())) {
            refuse(exchange, 404, "ResourceNotFoundException", "Function not found: " + ARN.replace(Lambda.FUNCTION, name));
            return;
        }
        call(exchange, operation, name, request);
    }

    private void call(HttpExchange exchange, String operation, String name, JsonNode request) throws IOException {
        switch (operation) {
            case "GET " -> Json.answer(exchange, 200, Map.of("Configuration", configuration()));
            case "GET /configuration" -> Json.answer(exchange, 200, configuration());
            case "GET /concurrency" -> Json.answer(exchange, 200, concurrency());
            case "PUT /concurrency" -> reserve(exchange, request.path("ReservedConcurrentExecutions"));
            case "DELETE /concurrency" -> {
                lambda.reserve(OptionalInt.empty());
                Json.answer(exchange, 204, new byte[0]);
            }
            case "DELETE " -> {
                lambda.delete();
                Json.answer(exchange, 204, new byte[0]);
            }
            case "POST " -> create(exchange, name);
            default -> refuse(exchange, 404, "UnknownOperationException", "Not known here: " + operation);
        }
    }

    private void reserve(HttpExchange exchange, JsonNode executions) throws IOException {
        if (executions.isInt() && executions.asInt() >= 0) {
            lambda.reserve(OptionalInt.of(executions.asInt()));
            Json.answer(exchange, 200, concurrency());
        } else {
            refuse(exchange, 400, "InvalidParameterValueException", "ReservedConcurrentExecutions is not a number from 0 on");
        }
    }

    private void create(HttpExchange exchange, String name) throws IOException {
        if (!name.equals(Lambda.FUNCTION)) {
            refuse(exchange, 400, "InvalidParameterValueException", "The one function here is " + Lambda.FUNCTION);
        } else if (lambda.create()) {
            Json.answer(exchange, 201, configuration());
        } else {
            refuse(exchange, 409, "ResourceConflictException", "Function already exist: " + name);
        }
    }

    private Map<String, ?> concurrency() {
        OptionalInt reserved = lambda.reserved();
        return reserved.isPresent() ? Map.of("ReservedConcurrentExecutions", reserved.getAsInt()) : Map.of();
    }

    private static Map<String, ?> configuration() {
        return Map.of("FunctionName", Lambda.FUNCTION, "FunctionArn", ARN, "Runtime", "java21", "State", "Active",
                "Handler", "sample.records.function.SaveUserRecord", "LastUpdateStatus", "Successful");
    }

    private static void refuse(HttpExchange exchange, int status, String type, String message) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
        Json.answer(exchange, status, Map.of("Type", "User", "Message", message, "message", message));
    }
}
