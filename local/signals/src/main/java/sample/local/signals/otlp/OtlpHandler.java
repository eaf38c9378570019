package sample.local.signals.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A call of OTLP over HTTP, as binary protobuf. What is refused is answered as OTLP says, by a status with a message:
 * 400 for what is not OTLP, 413 and 415; 503 asks the sender to come again.
 */
final class OtlpHandler implements HttpHandler {

    private static final String PROTOBUF = "application/x-protobuf";

    private final Body body;
    private final Message message;

    OtlpHandler(Body body, Message message) {
        this.body = body;
        this.message = message;
    }

    /** Takes a message, or refuses it. */
    @FunctionalInterface
    interface Message {
        void take(byte[] bytes) throws IOException, Body.Refused;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                check(exchange);
                body.read(exchange, bytes -> {
                    message.take(bytes);
                    return bytes.length;
                });
                // An empty message: everything was taken.
                answer(exchange, 200, PROTOBUF, new byte[0]);
            } catch (InvalidProtocolBufferException e) {
                refuse(exchange, new Body.Refused(400, "The body is not the message that is expected here"));
            } catch (Body.Refused e) {
                refuse(exchange, e);
            }
        }
    }

    private static void check(HttpExchange exchange) throws Body.Refused {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new Body.Refused(405, "OTLP is sent by POST");
        }
        if (!type(exchange).equals(PROTOBUF)) {
            throw new Body.Refused(415, "Only " + PROTOBUF
                    + " is understood here: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        }
    }

    private static String type(HttpExchange exchange) {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** In the form of the request: a client that sends JSON reads JSON. */
    private static void refuse(HttpExchange exchange, Body.Refused refusal) throws IOException {
        if (refusal.status() == 503) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        if (type(exchange).equals("application/json")) {
            answer(exchange, refusal.status(), "application/json", JsonMapper.shared().writeValueAsBytes(
                    Map.of("code", code(refusal.status()), "message", refusal.getMessage())));
        } else {
            answer(exchange, refusal.status(), PROTOBUF, new Status(code(refusal.status()), refusal.getMessage())
                    .toByteArray());
        }
    }

    /** The gRPC code: UNAVAILABLE or INVALID_ARGUMENT. */
    private static int code(int httpStatus) {
        return httpStatus == 503 ? 14 : 3;
    }

    /** {@code google.rpc.Status}: a number, 1, and a text, 2. */
    private record Status(int code, String message) {

        byte[] toByteArray() {
            ByteString text = ByteString.copyFromUtf8(message);
            return ByteString.copyFrom(new byte[]{8, (byte) code, 18, (byte) text.size()}).concat(text).toByteArray();
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
