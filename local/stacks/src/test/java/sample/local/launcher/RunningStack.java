package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stack with a state folder and ports of its own, handled by the launcher's commands as the scripts do it.
 */
final class RunningStack {

    static final List<String> ORDER_PORTS = List.of("ORDER_API_PORT", "DELIVERY_API_PORT", "MYSQL_PORT", "AWS_ENDPOINT_PORT", "ZIPKIN_PORT",
            "SIGNALS_PORT", "OTLP_PORT");
    static final List<String> RECORDS_PORTS = List.of("RECORDS_WEB_PORT", "RECORDS_API_PORT", "RECORDS_DYNAMODB_PORT", "RECORDS_SSM_PORT",
            "RECORDS_SQS_PORT", "ZIPKIN_PORT", "RECORDS_SIGNALS_PORT", "RECORDS_OTLP_PORT");

    /** How a command ended, and what it printed. */
    record Result(int status, String output) {
    }

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Duration TO_END = Duration.ofSeconds(240);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Below the ports that a system gives to outgoing connections: none of these is taken by chance before it is used. */
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(ThreadLocalRandom.current().nextInt(18_000, 22_000));

    private final StackPaths paths;
    private final List<String> words;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();

    private RunningStack(Path state, List<String> portNames, boolean records) throws IOException {
        StackPaths all = new StackPaths(ROOT, state.toRealPath());
        this.paths = records ? all.below("records") : all;
        this.words = records ? List.of("--records") : List.of();
        environment.put("LOCAL_STATE_DIR", state.toString());
        for (String name : portNames) {
            withPort(name);
        }
    }

    static RunningStack orders(Path state) throws IOException {
        return new RunningStack(state, ORDER_PORTS, false);
    }

    static RunningStack records(Path state) throws IOException {
        return new RunningStack(state, RECORDS_PORTS, true);
    }

    RunningStack with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Sets the variable to a free port, on which something is to listen. */
    RunningStack withPort(String variable) throws IOException {
        int port = freePort();
        ports.put(variable, port);
        return with(variable, String.valueOf(port));
    }

    RunningStack up() throws IOException, InterruptedException {
        Result result = run("up", "--detach");
        assertThat(result.status()).as(result.output()).isZero();
        return this;
    }

    Result run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("launcher", ".out");
        Process process = start(output, command);
        assertThat(process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)).as("%s ends: %s", List.of(command), Files.readString(output)).isTrue();
        Result result = new Result(process.exitValue(), Files.readString(output));
        Files.delete(output);
        return result;
    }

    Process start(Path output, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(Jvm.java()));
        line.addAll(Jvm.LAUNCHER_OPTIONS);
        line.addAll(List.of("-jar", paths.jar("local/launcher").toString()));
        line.addAll(List.of(command));
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line).directory(ROOT.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().remove("AWS_ENDPOINT_URL");
        builder.environment().putAll(environment);
        return builder.start();
    }

    void close() throws IOException, InterruptedException {
        run("down");
        for (int port : ports.values()) {
            assertThat(accepts(InetAddress.getLoopbackAddress(), port)).as("something listens on port " + port).isFalse();
        }
    }

    StackPaths paths() {
        return paths;
    }

    Map<String, Integer> ports() {
        return ports;
    }

    int port(String name) {
        return ports.get(name);
    }

    String url(String port, String path) {
        return "http://127.0.0.1:" + ports.get(port) + path;
    }

    StackStatus status() throws IOException {
        return StackStatus.read(paths).orElseThrow();
    }

    /** The first word is the program's state, the second its process id, the third the number of its restarts. */
    String[] program(String name) throws IOException {
        return status().programs().get(name).split(" ");
    }

    ProcessHandle process(String name) throws IOException {
        return ProcessHandle.of(Long.parseLong(program(name)[1])).orElseThrow();
    }

    HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
        return HTTP.send(request(port, path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return HTTP.send(request("ORDER_API_PORT", "/api/orders").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String port, String path) {
        return HttpRequest.newBuilder(URI.create(url(port, path))).timeout(Duration.ofSeconds(20));
    }

    static boolean accepts(InetAddress address, int port) {
        try {
            new Socket(address, port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port that no other call gives. */
    static int freePort() throws IOException {
        int port = NEXT_PORT.getAndIncrement();
        while (!Probe.isFree(port)) {
            port = NEXT_PORT.getAndIncrement();
        }
        return port;
    }
}
