package sample.local.signals.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * OTLP over HTTP, {@code /v1/traces} and {@code /v1/metrics}, as binary protobuf. What is refused is answered as OTLP says, by
 * a status with a message: 400 for what is not OTLP, 413 and 415; 503 asks the sender to come again.
 */
public final class OtlpReceiver {

    /** The agent sends 512 spans at a time at most, which is under 1 MB. */
    static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final long MAX_BYTES_AT_ONCE = 8L * 1024 * 1024;
    private static final String PROTOBUF = "application/x-protobuf";

    private final Body body = new Body(MAX_BYTES, MAX_BYTES_AT_ONCE);
    /** One message at a time: unpacked, it takes several times its size. */
    private final Object oneAtATime = new Object();

    private interface Parser<T> {
        T parse(byte[] bytes) throws InvalidProtocolBufferException;
    }

    /** Returns the handler of {@code /v1/traces}. */
    public HttpHandler traces(Consumer<ExportTraceServiceRequest> spans) {
        return handler(ExportTraceServiceRequest::parseFrom, spans, ExportTraceServiceResponse.getDefaultInstance());
    }

    /** Returns the handler of {@code /v1/metrics}. */
    public HttpHandler metrics(Consumer<ExportMetricsServiceRequest> metrics) {
        return handler(ExportMetricsServiceRequest::parseFrom, metrics, ExportMetricsServiceResponse.getDefaultInstance());
    }

    private <T> HttpHandler handler(Parser<T> parser, Consumer<T> use, Message done) {
        return exchange -> {
            try (exchange) {
                try {
                    check(exchange);
                    body.read(exchange, bytes -> {
                        synchronized (oneAtATime) {
                            use.accept(parser.parse(bytes));
                        }
                        return null;
                    });
                    answer(exchange, 200, PROTOBUF, done.toByteArray());
                } catch (InvalidProtocolBufferException e) {
                    refuse(exchange, new Body.Refused(400, "The body is not the message that is expected here"));
                } catch (Body.Refused e) {
                    refuse(exchange, e);
                }
            }
        };
    }

    private static void check(HttpExchange exchange) throws Body.Refused {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new Body.Refused(405, "OTLP is sent by POST");
        }
        if (!type(exchange).equals(PROTOBUF)) {
            throw new Body.Refused(415, "Only " + PROTOBUF + " is understood here: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
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
            answer(exchange, refusal.status(), PROTOBUF, new Status(code(refusal.status()), refusal.getMessage()).toByteArray());
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
