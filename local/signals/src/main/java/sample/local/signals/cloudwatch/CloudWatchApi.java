package sample.local.signals.cloudwatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import sample.local.signals.alarms.Alarms;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.otlp.Body;
import tools.jackson.core.JacksonException;

/**
 * CloudWatch's own API, as far as the {@code aws} command and the SDKs are used with it here. It checks no signature.
 * What is no call of AWS's goes to another handler.
 */
public final class CloudWatchApi implements HttpHandler {

    /** Where the newer {@code aws} command and SDKs send their calls; the older ones send them to {@code /}. */
    public static final String PATH = "/service/GraniteServiceVersion20100801/";

    /** CloudWatch takes 1 MB. */
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_BYTES_AT_ONCE = 8 * 1024 * 1024;

    private final Operations operations;
    private final HttpHandler others;
    private final Body body = new Body(MAX_BYTES, MAX_BYTES_AT_ONCE);

    public CloudWatchApi(MetricStore metrics, Alarms alarms, Clock clock, HttpHandler others) {
        this.operations = new Operations(metrics, alarms, clock);
        this.others = others;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Optional<Protocol> protocol = exchange.getRequestMethod()
                .equals("POST") ? Protocol.of(exchange) : Optional.empty();
        if (protocol.isEmpty()) {
            others.handle(exchange);
            return;
        }
        try (exchange) {
            call(exchange, protocol.get());
        }
    }

    private void call(HttpExchange exchange, Protocol protocol) throws IOException {
        try {
            answer(exchange, 200, protocol, body.read(exchange, bytes -> {
                Protocol.Call call = protocol.call(exchange, bytes);
                return protocol.write(call.operation(), operations.call(call.operation(), new Input(call.input(), "")));
            }));
        } catch (CloudWatchException e) {
            refuse(exchange, 400, protocol, e);
        } catch (JacksonException e) {
            refuse(exchange, 400, protocol, new CloudWatchException("SerializationException",
                    "The body is not what the protocol says"));
        } catch (Body.Refused e) {
            refuse(exchange, e.status(), protocol, new CloudWatchException(
                    e.status() == 413 ? "RequestEntityTooLargeException" : "InvalidParameterValueException",
                    e.getMessage()));
        }
    }

    private static void refuse(HttpExchange exchange, int status, Protocol protocol, CloudWatchException error)
            throws IOException {
        exchange.getResponseHeaders().set("x-amzn-query-error", error.code()
                .replaceFirst("Exception$", "") + ";Sender");
        answer(exchange, status, protocol, protocol.error(error));
    }

    private static void answer(HttpExchange exchange, int status, Protocol protocol, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", protocol.contentType());
        if (protocol == Protocol.CBOR) {
            exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
