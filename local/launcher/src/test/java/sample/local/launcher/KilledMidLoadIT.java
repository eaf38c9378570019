package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * delivery-api, then the database, is killed with -9 while orders come in, and started again. What was acknowledged has
 * to be there, once. The real programs run without the agent here, which has no part in it.
 */
@Timeout(240)
class KilledMidLoadIT {

    private static final int CLIENTS = 8;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<ManagedProcess> children = new ArrayList<>();

    @TempDir
    private Path state;
    private Settings settings;
    private OrderServices programs;
    private MariaDb database;

    @BeforeEach
    void start() throws Exception {
        settings = new Settings(new StackPaths(Path.of("../..").toAbsolutePath().normalize(), state), freePort(), freePort(),
                freePort(), freePort(), freePort(), null);
        Files.createDirectories(settings.home().logs());
        Files.createDirectories(settings.home().processes());
        programs = new OrderServices(settings);
        database = MariaDb.under(state, settings.mysqlPort());
        database.prepare();
        run(database.program());
        run(programs.deliveryApi());
        run(programs.orderApi());
        await().atMost(Duration.ofSeconds(90)).until(() -> get(settings.delivery() + "/ready") == 200);
        await().atMost(Duration.ofSeconds(90)).until(() -> get(settings.orders() + "/ready") == 200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (ManagedProcess child : children.reversed()) {
            child.stop();
        }
    }

    @Test
    void everyAcknowledgedOrderIsInTheDatabaseExactlyOnce() throws Exception {
        AtomicBoolean loading = new AtomicBoolean(true);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int client = 0; client < CLIENTS; client++) {
                    String prefix = "K" + client + "-";
                    clients.submit(() -> load(prefix, loading));
                }
                await().until(() -> acknowledged.size() > 50);
                killAndRestart("delivery-api", programs.deliveryApi());
                killAndRestart("mariadb", database.program());
            } finally {
                loading.set(false);
            }
        }
        assertThat(refused).as("orders refused while something was dead").hasPositiveValue();

        Map<String, Integer> rows = rows();
        assertThat(acknowledged).allSatisfy(id -> assertThat(rows).containsEntry(id, 1));
    }

    private void killAndRestart(String name, Program program) throws Exception {
        int refusedBefore = refused.get();
        ManagedProcess child = children.stream().filter(running -> running.name().equals(name)).findFirst().orElseThrow();
        Leftovers.find(settings.home().processes().resolve(name)).orElseThrow().destroyForcibly();
        child.exit().join();
        await().until(() -> refused.get() > refusedBefore);
        children.remove(child);
        run(program);
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(90)).until(() -> acknowledged.size() > before + 50);
    }

    /** A client that sends each order until it is acknowledged, always under the same id, as the answers ask it to. */
    private void load(String prefix, AtomicBoolean loading) {
        try {
            for (int i = 0; loading.get(); i++) {
                while (loading.get() && !acknowledged(prefix + i)) {
                    refused.incrementAndGet();
                    Thread.sleep(500);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean acknowledged(String orderId) throws InterruptedException {
        try {
            if (post(orderId) == 200) {
                acknowledged.add(orderId);
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private int post(String orderId) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.orders()))
                .timeout(Duration.ofSeconds(15)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"order_id": "%s", "customer_name": "John Doe", "shipping_address": "123 Main St",
                         "items": [{"product_id": "456", "quantity": 1, "price": 29.99}]}""".formatted(orderId)))
                .build();
        HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
        return response.statusCode();
    }

    private int get(String url) throws InterruptedException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private Map<String, Integer> rows() throws SQLException {
        Map<String, Integer> rows = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + settings.mysqlPort() + "/"
                + MariaDb.DATABASE, MariaDb.USER, MariaDb.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT order_id FROM orders")) {
            while (result.next()) {
                rows.merge(result.getString(1), 1, Integer::sum);
            }
        }
        return rows;
    }

    private void run(Program program) throws IOException {
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.put("OTEL_JAVAAGENT_ENABLED", "false");
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        children.add(ManagedProcess.start(new Program(program.name(), program.command(), environment), settings.home(), "the test"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
