package sample.deliveryapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers {@code GetParameters} on the loopback address, well or badly, to the real SDK. */
public final class SsmStub implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, String> parameters = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String refusal;
    private volatile String refusedName;
    private volatile boolean silent;
    private volatile Answer answer;

    private record Answer(int status, String body) {
    }

    private SsmStub(HttpServer server) {
        this.server = server;
    }

    public static SsmStub start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            SsmStub stub = new SsmStub(server);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", stub::answer);
            server.start();
            return stub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void put(String name, String value) {
        parameters.put(name, value);
    }

    public void delete(String name) {
        parameters.remove(name);
    }

    public void deleteAll() {
        parameters.clear();
    }

    /** From now on every call is answered with this error code; null for none. */
    public void refuse(String code) {
        refusal = code;
    }

    /** From now on every call is answered with exactly this, or with a closed connection for status 0; a null {@code body} ends it. */
    public void answer(int status, String body) {
        answer = body == null ? null : new Answer(status, body);
    }

    /** From now on a call that asks for this name is refused. */
    public void refuseName(String name) {
        refusedName = name;
    }

    public void beSilent(boolean silent) {
        this.silent = silent;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (silent) {
                closed.await(10, TimeUnit.SECONDS);
                return;
            }
            String body = isRefused(request)
                    ? "{\"__type\":\"%s\",\"message\":\"User arn:aws:iam::1:user/x may not\"}".formatted(refusal) : read(request);
            if (answer != null && answer.status == 0) {
                return;
            }
            Answer whole = answer != null ? answer : new Answer(isRefused(request) ? 400 : 200, body);
            byte[] bytes = whole.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(whole.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRefused(String request) {
        return refusal != null || refusedName != null && request.contains('"' + refusedName + '"');
    }

    private String read(String request) {
        List<String> names = Pattern.compile("\"(/[^\"]+)\"").matcher(request).results().map(name -> name.group(1)).toList();
        if (names.size() > 10) {
            return "{\"__type\":\"ValidationException\"}";
        }
        return "{\"Parameters\":[%s],\"InvalidParameters\":[%s]}".formatted(
                names.stream().filter(parameters::containsKey)
                        .map(name -> "{\"Name\":\"%s\",\"Value\":\"%s\",\"Type\":\"String\"}".formatted(name, parameters.get(name)))
                        .collect(Collectors.joining(",")),
                names.stream().filter(name -> !parameters.containsKey(name)).map(name -> "\"" + name + "\"")
                        .collect(Collectors.joining(",")));
    }
}
