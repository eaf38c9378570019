package sample.deliveryapi.cloudwatch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes what the real SDK sends to CloudWatch, on the loopback address. */
final class CloudWatchStub {

    private static final byte[] EMPTY_CBOR_MAP = {(byte) 0xa0};

    private final HttpServer server;
    private final List<String> received = new CopyOnWriteArrayList<>();

    private CloudWatchStub(HttpServer server) {
        this.server = server;
    }

    static CloudWatchStub start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            CloudWatchStub stub = new CloudWatchStub(server);
            server.createContext("/", stub::take);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Each request's path and body. The body is CBOR, in which text stands as it is. */
    List<String> received() {
        return received;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.add(exchange.getRequestURI().getPath() + " " + body);
            exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
            exchange.getResponseHeaders().set("Content-Type", "application/cbor");
            exchange.sendResponseHeaders(200, EMPTY_CBOR_MAP.length);
            exchange.getResponseBody().write(EMPTY_CBOR_MAP);
        }
    }
}
