package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two order-apis behind one address call two delivery-apis behind another, under 60 orders a second. One after the other is stopped and
 * started again, as a rollout does it. No order may fail. {@code -Drollout.stops=N} sets how often each service is stopped (1).
 */
@Timeout(900)
class RolloutIT {

    private static final int RATE = 60;
    private static final int STOPS = Integer.getInteger("rollout.stops", 1);
    private static final int WARM_UP = 200;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Ledger ledger = new Ledger();
    private final AtomicInteger sent = new AtomicInteger();
    private final Queue<String> failed = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Process> instances = new HashMap<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path state;
    private RunningStack stack;
    private Balancer orders;
    private Balancer deliveries;

    @BeforeEach
    void startTwoOfEach() throws Exception {
        stack = RunningStack.orders(state).with("OTEL_JAVAAGENT_ENABLED", "false").up();
        // Only its database and its SSM endpoint are needed.
        stack.run("program", "stop", "order-api");
        stack.run("program", "stop", "delivery-api");
        List<Integer> deliveryPorts = List.of(RunningStack.freePort(), RunningStack.freePort());
        List<Integer> orderPorts = List.of(RunningStack.freePort(), RunningStack.freePort());
        deliveries = new Balancer("/api/delivery", deliveryPorts);
        orders = new Balancer("/api/orders", orderPorts);
        for (int port : deliveryPorts) {
            startDelivery(port);
        }
        for (int port : orderPorts) {
            startOrderApi(port);
        }
        await().atMost(Duration.ofSeconds(120)).until(() -> deliveries.ready().size() == 2 && orders.ready().size() == 2);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process instance : instances.values()) {
            instance.destroyForcibly().waitFor();
        }
        orders.close();
        deliveries.close();
        stack.close();
    }

    @Test
    void noOrderFailsWhileTheServicesAreReplacedOneByOne() throws Exception {
        warmUp();
        AtomicBoolean loading = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> load(threads, loading));
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> ledger.size() > WARM_UP + RATE);
                for (int stop = 0; stop < STOPS; stop++) {
                    int delivery = deliveries.port(stop);
                    replace(deliveries, delivery, () -> startDelivery(delivery));
                    int order = orders.port(stop);
                    replace(orders, order, () -> startOrderApi(order));
                }
            } finally {
                loading.set(false);
            }
        }
        System.out.printf("%d stops, %d orders sent, %d acknowledged, %d failed%n", 2 * STOPS, sent.get(), ledger.size(), failed.size());
        assertThat(failed).isEmpty();
        ledger.assertIsIn(stack.port("MYSQL_PORT"));
    }

    private interface Start {

        void run() throws IOException, InterruptedException;
    }

    private void replace(Balancer balancer, int port, Start start) throws Exception {
        int before = ledger.size();
        Process instance = instances.get(port);
        instance.destroy();
        assertThat(instance.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> !balancer.ready().contains(port));
        assertThat(ledger.size()).as("the other instance takes orders").isGreaterThan(before);
        start.run();
        await().atMost(Duration.ofSeconds(120)).until(() -> balancer.ready().contains(port));
        int restarted = ledger.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.size() > restarted + 2 * RATE);
    }

    /** One order after the other: a service that has just started is slow, which is not what is tested. */
    private void warmUp() {
        for (int i = 1; i <= WARM_UP; i++) {
            send(-i);
        }
    }

    private void load(ExecutorService threads, AtomicBoolean loading) {
        Instant start = Instant.now();
        for (int i = 1; loading.get(); i++) {
            int number = i;
            threads.submit(() -> send(number));
            sent.incrementAndGet();
            try {
                Thread.sleep(Math.max(0, Duration.between(Instant.now(), start.plusMillis(i * 1000L / RATE)).toMillis()));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void send(int number) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(orders.url() + "/api/orders")).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Ledger.order("R" + number, "Jane Roe", 1 + Math.abs(number) % 1000))).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                ledger.acknowledge(answer.body());
            } else {
                failed.add(number + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            failed.add(number + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startDelivery(int port) throws IOException {
        start("delivery-api", port, Map.of(
                "MYSQL_PORT", String.valueOf(stack.port("MYSQL_PORT")),
                "MYSQL_DATABASE", MariaDb.DATABASE, "MYSQL_USER", MariaDb.USER, "MYSQL_PASSWORD", MariaDb.PASSWORD,
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + stack.port("AWS_ENDPOINT_PORT"),
                "AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local"));
    }

    private void startOrderApi(int port) throws IOException {
        start("order-api", port, Map.of("DELIVERY_API_URL", deliveries.url()));
    }

    private void start(String service, int port, Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>(List.of(Jvm.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
                "-jar", stack.paths().jar(service).toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(state.resolve(service + "-" + port + ".log").toFile()));
        builder.environment().putAll(variables);
        builder.environment().putAll(Map.of("SERVER_ADDRESS", "127.0.0.1", "SERVER_PORT", String.valueOf(port),
                "DRAIN_PERIOD", DRAIN.toSeconds() + "s"));
        instances.put(port, builder.start());
    }
}
