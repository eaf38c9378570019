package sample.local.ssm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sample.local.http.LoopbackServer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for AWS Systems Manager where there is no account: SSM's JSON protocol for parameters, on the loopback
 * address, for the AWS SDK and the {@code aws} command. It checks no signature.
 */
final class SsmEndpoint {

    private static final String SERVICE = "AmazonSSM.";
    private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
    /** Far more than a request with ten parameters needs. */
    private static final int MAX_BODY_BYTES = 256 * 1024;
    /** The access key in a signature says who calls. */
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([A-Za-z0-9+=,.@_-]{1,64})/");

    private final JsonMapper json = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private final Operations operations;

    private SsmEndpoint(Operations operations) {
        this.operations = operations;
    }

    /** Starts to listen on {@code port}, 0 for any; the caller stops the server. */
    static HttpServer start(int port, ParameterStore store) throws IOException {
        return LoopbackServer.start(port, Map.of("/", new SsmEndpoint(new Operations(store))::handle));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = header(exchange, "X-Amz-Target");
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
            if (!target.startsWith(SERVICE) && !target.isEmpty()) {
                refuse(exchange, 400, "UnknownOperationException", "This endpoint is SSM's, and does not do %s. It does %s."
                        .formatted(target, String.join(", ", operations.names())));
            } else if (!exchange.getRequestMethod().equals("POST")) {
                refuse(exchange, 405, "MethodNotAllowedException", "This endpoint is SSM's, which is called by POST.");
            } else if (!header(exchange, "Content-Type").split(";")[0].strip().equalsIgnoreCase(CONTENT_TYPE)) {
                // A page of another site cannot send this type without asking first.
                refuse(exchange, 415, "UnsupportedMediaTypeException", "This endpoint is SSM's: its requests are of the type " + CONTENT_TYPE + ".");
            } else if (body.length > MAX_BODY_BYTES) {
                refuse(exchange, 413, "RequestEntityTooLargeException", "The request is larger than " + MAX_BODY_BYTES + " bytes.");
            } else {
                call(exchange, target.isEmpty() ? "a request without X-Amz-Target" : target.substring(SERVICE.length()), body);
            }
        }
    }

    private void call(HttpExchange exchange, String operation, byte[] body) throws IOException {
        try {
            answer(exchange, 200, operations.call(operation, json.readTree(body), user(exchange)));
        } catch (SsmException e) {
            refuse(exchange, 400, e.code(), e.getMessage());
        } catch (JacksonException e) {
            refuse(exchange, 400, "SerializationException", "The request is not valid JSON: " + e.getOriginalMessage());
        } catch (RuntimeException e) {
            refuse(exchange, 500, "InternalServerError", String.valueOf(e.getMessage()));
        }
    }

    /** The caller's ARN. */
    private static String user(HttpExchange exchange) {
        Matcher key = ACCESS_KEY.matcher(header(exchange, "Authorization"));
        return "arn:aws:iam::000000000000:user/" + (key.find() ? key.group(1) : "unsigned");
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    private void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("__type", code);
        if (message != null) {
            error.put("message", message);
        }
        answer(exchange, status, error);
    }

    private void answer(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
