package sample.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON to and from HTTP. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {
    }

    /** An empty body becomes a missing node. */
    static JsonNode read(byte[] bytes) {
        return bytes.length == 0 ? MAPPER.missingNode() : MAPPER.readTree(bytes);
    }

    static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer(exchange, status, bytes(body));
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
