package sample.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import sample.local.ssm.ParameterStore;
import sample.local.ssm.SsmEndpoint;

/**
 * Starts the programs of the laptop stack, waits until an order could be taken, watches them, and stops them all when
 * one dies or the launcher is told to stop.
 */
final class Stack {

    private static final long BYTES_NEEDED = 1L << 30;

    private final Settings settings;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant begin = Instant.now();
    private final List<Child> children = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    Stack(Settings settings) {
        this.settings = settings;
    }

    /** Returns when the stack was told to stop; throws when something of it failed. */
    void run() throws IOException, InterruptedException {
        checkBuilt();
        checkDisk();
        checkPorts();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        try {
            startAll();
            printWhereToLook(settings);
            throw firstToExit().died();
        } catch (StackException e) {
            // Ctrl-C reaches the children as well as the launcher, and may end one of them before the launcher knows.
            Thread.sleep(500);
            if (!isStopping()) {
                throw e;
            }
        } finally {
            stop();
        }
    }

    private void startAll() throws IOException, InterruptedException {
        if (settings.awsEndpoint() == null) {
            ParameterStore parameters = ParameterStore.in(settings.state().resolve("ssm-parameters.json"),
                    Map.of("/java-sample-app/mysql/pool-size", "10", "/java-sample-app/mysql/max-overflow", "20"));
            SsmEndpoint.start(settings.awsPort(), parameters);
            step("SSM endpoint", "listens on " + settings.aws());
        } else {
            step("SSM endpoint", "is yours: " + settings.aws());
        }

        MariaDb database = MariaDb.under(settings.state(), settings.mysqlPort());
        database.prepare();
        step("MariaDB", "is installed");
        // All at once: each spends most of its start waiting, and the services bear a database that comes later.
        Child mariadb = start("mariadb", database.command(), database.environment());
        Child zipkin = start("zipkin", zipkin(), Map.of());
        Child delivery = start("delivery-api", service("delivery-api"), deliveryEnvironment());
        Child order = start("order-api", service("order-api"), orderEnvironment());

        ready(mariadb, () -> accepts(settings.mysqlPort()), "127.0.0.1:" + settings.mysqlPort());
        ready(zipkin, () -> answers(settings.zipkin() + "/health"), settings.zipkin());
        ready(delivery, () -> answers(settings.delivery() + "/ready"), settings.delivery());
        ready(order, () -> answers(settings.orders() + "/ready"), settings.orders());
    }

    private Child start(String name, List<String> command, Map<String, String> env) throws IOException {
        synchronized (children) {
            if (stopping) {
                throw new StackException("stopped while starting");
            }
            Child child = Child.start(name, settings, command, env);
            children.add(child);
            return child;
        }
    }

    private void ready(Child child, BooleanSupplier check, String where)
            throws InterruptedException {
        Duration took = child.await(check);
        step(child.name(), "is ready on %s, %.1f s after its start".formatted(where, took.toMillis() / 1000.0));
    }

    private Child firstToExit() throws InterruptedException {
        CompletableFuture<?>[] exits = children.stream().map(Child::exit).toArray(CompletableFuture<?>[]::new);
        try {
            return (Child) CompletableFuture.anyOf(exits).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isStopping() {
        synchronized (children) {
            return stopping;
        }
    }

    /** The services at the same time and the database last, so that they end their requests in order. */
    private void stop() {
        boolean alreadyStopping;
        synchronized (children) {
            alreadyStopping = stopping;
            stopping = true;
        }
        try {
            if (!alreadyStopping) {
                children.stream().skip(1).forEach(Child::requestStop);
                for (Child child : children.reversed()) {
                    child.stop();
                }
                stopped.countDown();
            }
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> zipkin() {
        return java("zipkin", "-Xmx128m", "-XX:+UseSerialGC", "-jar", programs().resolve("zipkin.jar").toString(),
                "--armeria.ports[0].ip=127.0.0.1",
                "--armeria.ports[0].port=" + settings.zipkinPort(),
                "--armeria.ports[0].protocols[0]=http");
    }

    private List<String> service(String name) {
        return java(name, "-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-javaagent:" + programs().resolve("opentelemetry-javaagent.jar"),
                "-jar", jar(name).toString());
    }

    private Map<String, String> orderEnvironment() {
        Map<String, String> env = telemetry("order-api");
        env.put("SERVER_PORT", String.valueOf(settings.orderApiPort()));
        env.put("DELIVERY_API_URL", "http://127.0.0.1:" + settings.deliveryApiPort());
        return env;
    }

    private Map<String, String> deliveryEnvironment() {
        Map<String, String> env = telemetry("delivery-api");
        env.put("SERVER_PORT", String.valueOf(settings.deliveryApiPort()));
        env.put("MYSQL_HOST", "127.0.0.1");
        env.put("MYSQL_PORT", String.valueOf(settings.mysqlPort()));
        env.put("MYSQL_DATABASE", MariaDb.DATABASE);
        env.put("MYSQL_USER", MariaDb.USER);
        env.put("MYSQL_PASSWORD", MariaDb.PASSWORD);
        env.put("AWS_ENDPOINT_URL", settings.aws());
        if (settings.awsEndpoint() == null) {
            env.put("AWS_ACCESS_KEY_ID", "local");
            env.put("AWS_SECRET_ACCESS_KEY", "local");
        }
        return env;
    }

    private Map<String, String> telemetry(String service) {
        Map<String, String> env = new HashMap<>();
        env.put("SERVER_ADDRESS", "127.0.0.1");
        env.put("OTEL_SERVICE_NAME", service);
        env.put("OTEL_TRACES_EXPORTER", "zipkin");
        env.put("OTEL_EXPORTER_ZIPKIN_ENDPOINT", settings.zipkin() + "/api/v2/spans");
        env.put("OTEL_METRICS_EXPORTER", "none");
        env.put("OTEL_LOGS_EXPORTER", "none");
        env.put("OTEL_BSP_SCHEDULE_DELAY", "1000");
        env.put("OTEL_INSTRUMENTATION_JDBC_DATASOURCE_ENABLED", "true");
        // The reads of SSM, one every 5 s, would bury the orders in the list of traces.
        env.put("OTEL_INSTRUMENTATION_AWS_SDK_ENABLED", "false");
        env.put("OTEL_INSTRUMENTATION_HTTP_URL_CONNECTION_ENABLED", "false");
        env.keySet().removeAll(System.getenv().keySet().stream().filter(name -> name.startsWith("OTEL_")).toList());
        return env;
    }

    private List<String> java(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dname=" + name);
        command.addAll(List.of(arguments));
        return command;
    }

    private Path jar(String module) {
        return settings.root().resolve(module).resolve("target").resolve(module + ".jar");
    }

    private Path programs() {
        return settings.root().resolve("local/target/programs");
    }

    private void checkBuilt() {
        for (Path needed : List.of(jar("order-api"), jar("delivery-api"), programs().resolve("zipkin.jar"),
                programs().resolve("opentelemetry-javaagent.jar"))) {
            if (!Files.exists(needed)) {
                throw new StackException(needed + " is missing: run scripts/local-up.sh, which builds it");
            }
        }
    }

    private void checkDisk() throws IOException {
        long usable = Files.getFileStore(settings.state()).getUsableSpace();
        if (usable < BYTES_NEEDED) {
            throw new StackException("%s has %d MB free and the stack needs %d MB: free some, or set LOCAL_STATE_DIR"
                    .formatted(settings.state(), usable >> 20, BYTES_NEEDED >> 20));
        }
    }

    private void checkPorts() throws IOException {
        for (Map.Entry<String, Integer> port : settings.ports().entrySet()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getValue()));
            } catch (BindException e) {
                throw new StackException("port %d is taken: stop what listens there, or set %s to a free port"
                        .formatted(port.getValue(), port.getKey()));
            }
        }
        step("Ports", "are free: " + settings.ports().values());
    }

    private static boolean accepts(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void step(String what, String state) {
        System.out.printf("[%5.1f s] %-13s %s%n", Duration.between(begin, Instant.now()).toMillis() / 1000.0, what, state);
    }

    static void printWhereToLook(Settings settings) {
        System.out.println("""

                Post an order:
                  curl -s -X POST %1$s -H 'Content-Type: application/json' -d '{
                    "order_id": "123", "customer_name": "John Doe",
                    "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
                    "total_amount": 29.99, "shipping_address": "123 Main St"}'
                Look:
                  the order      curl -s %1$s/123
                  the row        %3$s
                  the traces     %4$s
                  the pool       curl -s %2$s/config
                  try the API    http://127.0.0.1:%5$d/docs
                Flip the pool to one connection, and watch it follow within 5 s:
                  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                  aws ssm put-parameter --endpoint-url %6$s --name /java-sample-app/mysql/pool-size --value 1 --overwrite
                  aws ssm put-parameter --endpoint-url %6$s --name /java-sample-app/mysql/max-overflow --value 0 --overwrite
                Stop:
                  scripts/local-down.sh
                """.formatted(settings.orders(), settings.delivery(), MariaDb.client(settings, "SELECT * FROM orders"),
                settings.zipkin(), settings.orderApiPort(), settings.aws()));
    }
}
