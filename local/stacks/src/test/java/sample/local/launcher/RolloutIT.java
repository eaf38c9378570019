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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two order-apis behind one address call two delivery-apis behind another, under 60 orders a second. One after the other is stopped and
 * started again, as a rollout does it, and no order may fail. The database is restarted, and the orders refused meanwhile are told the
 * truth. {@code -Drollout.seconds=N} sets for how long, in turn; 0, the default, is one of each.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
class RolloutIT {

    private static final int RATE = 60;
    private static final int SECONDS = Integer.getInteger("rollout.seconds", 0);
    /** Fewer than a pool has connections: on a machine that is too busy for the rate, orders come more slowly instead of being refused. */
    private static final int MAX_UNDER_WAY = 20;
    private static final int WARM_UP = 200;
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Ledger ledger = new Ledger();
    /** The orders that were not answered with 200, by id: the status and the cause, or what became of the connection. */
    private final Map<String, String> failed = new ConcurrentHashMap<>();
    private final Map<Integer, Process> instances = new HashMap<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Path state;
    private RunningStack stack;
    private Balancer orders;
    private Balancer deliveries;

    @BeforeAll
    void startTwoOfEach(@TempDir Path folder) throws Exception {
        state = folder;
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

    @AfterAll
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
        Map<String, Integer> lost = new TreeMap<>();
        AtomicInteger stops = new AtomicInteger();
        int sent = underLoad("R", () -> {
            Instant end = Instant.now().plusSeconds(SECONDS);
            do {
                int delivery = deliveries.port(stops.get());
                lost.merge("delivery-api", replace(deliveries, delivery, () -> startDelivery(delivery)), Integer::sum);
                int order = orders.port(stops.getAndIncrement());
                lost.merge("order-api", replace(orders, order, () -> startOrderApi(order)), Integer::sum);
            } while (Instant.now().isBefore(end));
        });
        System.out.printf("%d orders, %d stops of each service, orders lost: %s %s%n", sent, stops.get(), lost, failed);
        assertThat(failed).isEmpty();
        ledger.assertIsIn(stack.port("MYSQL_PORT"));
    }

    @Test
    void anOrderThatIsRefusedWhileTheDatabaseRestartsIsToldSoAndCanBeSentAgain() throws Exception {
        int sent = underLoad("D", () -> {
            assertThat(stack.run("program", "stop", "mariadb").status()).isZero();
            await().atMost(Duration.ofSeconds(60)).until(() -> !failed.isEmpty());
            assertThat(stack.run("program", "start", "mariadb").status()).isZero();
            awaitOrders(2 * RATE);
        });
        Map<String, String> refused = Map.copyOf(failed);
        failed.clear();
        System.out.printf("%d orders, one restart of the database, refused: %s%n", sent,
                refused.values().stream().collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
        assertThat(refused.values()).isSubsetOf("503 database-failed", "503 commit-failed");

        refused.keySet().forEach(this::send);

        assertThat(failed).isEmpty();
        ledger.assertIsIn(stack.port("MYSQL_PORT"));
    }

    private interface Step {

        void run() throws Exception;
    }

    /** Runs the step while orders come in, and returns how many those were. All are answered when this returns. */
    private int underLoad(String prefix, Step step) throws Exception {
        warmUp(prefix);
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean loading = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> load(prefix, sent, threads, loading));
            try {
                awaitOrders(RATE);
                step.run();
            } finally {
                loading.set(false);
            }
        }
        return sent.get();
    }

    private void awaitOrders(int more) {
        int before = ledger.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> ledger.size() > before + more);
    }

    /** Returns how many orders failed meanwhile. */
    private int replace(Balancer balancer, int port, Step start) throws Exception {
        int failedBefore = failed.size();
        int before = ledger.size();
        Process instance = instances.get(port);
        instance.destroy();
        assertThat(instance.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> !balancer.ready().contains(port));
        assertThat(ledger.size()).as("the other instance takes orders").isGreaterThan(before);
        start.run();
        await().atMost(Duration.ofSeconds(120)).until(() -> balancer.ready().contains(port));
        awaitOrders(2 * RATE);
        return failed.size() - failedBefore;
    }

    /** One order after the other: a service that has just started is slow, which is not what is tested. */
    private void warmUp(String prefix) {
        for (int i = 1; i <= WARM_UP; i++) {
            send(prefix + "-warm-up-" + i);
        }
    }

    private void load(String prefix, AtomicInteger sent, ExecutorService threads, AtomicBoolean loading) {
        Instant start = Instant.now();
        Semaphore underWay = new Semaphore(MAX_UNDER_WAY);
        while (loading.get()) {
            int number = sent.incrementAndGet();
            try {
                underWay.acquire();
                threads.submit(() -> {
                    try {
                        send(prefix + "-" + number);
                    } finally {
                        underWay.release();
                    }
                });
                Thread.sleep(Math.max(0, Duration.between(Instant.now(), start.plusMillis(number * 1000L / RATE)).toMillis()));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void send(String id) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(orders.url() + "/api/orders")).timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Ledger.order(id, "Jane Roe", 1 + Math.floorMod(id.hashCode(), 1000)))).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                ledger.acknowledge(answer.body());
            } else {
                failed.put(id, answer.statusCode() + " " + JSON.readTree(answer.body()).path("type").asString().replaceAll(".*:", ""));
            }
        } catch (IOException e) {
            failed.put(id, e.toString());
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

    /** It waits longer than by default: a busy machine stands still for seconds. */
    private void startOrderApi(int port) throws IOException {
        start("order-api", port, Map.of("DELIVERY_API_URL", deliveries.url(), "DELIVERY_READTIMEOUT", "15s"));
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
