package sample.records.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** SQS or SSM as far as one call needs them: takes JSON, answers JSON, or refuses where the answer is null. */
record AwsStub(HttpServer server, List<String> requests) implements AutoCloseable {

    static AwsStub answering(UnaryOperator<String> answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> requests = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            try (exchange) {
                String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                requests.add(request);
                String json = answer.apply(request);
                byte[] bytes = (json == null ? "{\"__type\": \"AccessDeniedException\"}" : json).getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
                exchange.sendResponseHeaders(json == null ? 400 : 200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return new AwsStub(server, requests);
    }

    static AwsStub parameters(Map<String, String> values) throws IOException {
        List<Map<String, String>> parameters = values.entrySet().stream()
                .map(value -> Map.of("Name", value.getKey(), "Value", value.getValue(), "Type", "String")).toList();
        return answering(request -> JsonMapper.shared().writeValueAsString(Map.of("Parameters", parameters)));
    }

    /** SQS's answer, with the digest that the SDK checks. */
    static String sqsAccepts(String request) {
        try {
            byte[] body = JsonMapper.shared().readTree(request).path("MessageBody").asString().getBytes(UTF_8);
            String digest = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
            return "{\"MessageId\": \"1\", \"MD5OfMessageBody\": \"%s\"}".formatted(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
