package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each service and the database is killed with -9 while orders come in; the launcher starts it again. What was acknowledged
 * has to be in the database, as it was acknowledged. The real programs run without the agent, which has no part in this.
 */
@Timeout(300)
class KilledMidLoadIT {

    private static final int CLIENTS = 8;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What a receipt says, and what a row has to say. */
    private record Stored(String customer, int items, String total) {
    }

    private final Map<String, Stored> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();

    @TempDir
    private Path state;
    private RunningStack stack;

    @BeforeEach
    void start() throws Exception {
        stack = RunningStack.orders(state).with("OTEL_JAVAAGENT_ENABLED", "false").up();
    }

    @AfterEach
    void stop() throws Exception {
        stack.close();
    }

    @Test
    void everyAcknowledgedOrderIsInTheDatabaseAsItWasAcknowledged() throws Exception {
        AtomicBoolean loading = new AtomicBoolean(true);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int client = 0; client < CLIENTS; client++) {
                    String name = "Client " + (char) ('A' + client);
                    clients.submit(() -> load(name, loading));
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > 50);
                for (String program : new String[] {"delivery-api", "mariadb", "order-api"}) {
                    killAndAwait(program);
                }
            } finally {
                loading.set(false);
            }
        }
        assertThat(refused).as("orders refused while something was dead").hasPositiveValue();

        Map<String, Stored> rows = rows();
        Map<String, Stored> withoutRow = new TreeMap<>(acknowledged);
        withoutRow.keySet().removeAll(rows.keySet());
        assertThat(withoutRow).as("acknowledged and not in the database").isEmpty();
        Map<String, Stored> differing = new TreeMap<>(acknowledged);
        differing.entrySet().removeIf(order -> order.getValue().equals(rows.get(order.getKey())));
        assertThat(differing).as("acknowledged with other content than in the database").isEmpty();
    }

    private void killAndAwait(String program) throws Exception {
        int refusedBefore = refused.get();
        ProcessHandle process = stack.process(program);
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(60)).until(() -> refused.get() > refusedBefore);
        await().atMost(Duration.ofSeconds(90)).until(() -> stack.program(program)[0].equals("ready") && stack.process(program).pid() != process.pid());
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(90)).until(() -> acknowledged.size() > before + 50);
    }

    /** A client that sends each order, no two alike, until it is acknowledged: always under the same id, as the answers ask it to. */
    private void load(String name, AtomicBoolean loading) {
        try {
            for (int i = 1; loading.get(); i++) {
                String body = """
                        {"order_id": "%s-%d", "customer_name": "%s", "shipping_address": "123 Main St",
                         "items": [{"product_id": "456", "quantity": %d, "price": 0.01}]}"""
                        .formatted(name.replace(' ', '-'), i, name, 1 + i % 1000);
                while (loading.get() && !isAcknowledged(body)) {
                    refused.incrementAndGet();
                    Thread.sleep(500);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAcknowledged(String body) throws InterruptedException {
        try {
            HttpResponse<String> response = stack.post(body);
            if (response.statusCode() != 200) {
                return false;
            }
            JsonNode receipt = JSON.readTree(response.body());
            acknowledged.put(receipt.path("order_id").asString(), new Stored(receipt.path("customer_name").asString(),
                    receipt.path("item_count").asInt(), receipt.path("total_amount").decimalValue().setScale(2).toPlainString()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Map<String, Stored> rows() throws SQLException {
        Map<String, Stored> rows = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + stack.port("MYSQL_PORT") + "/"
                + MariaDb.DATABASE, MariaDb.USER, MariaDb.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT order_id, customer_name, item_count, total_amount FROM orders")) {
            while (result.next()) {
                rows.put(result.getString(1), new Stored(result.getString(2), result.getInt(3), result.getBigDecimal(4).toPlainString()));
            }
        }
        return rows;
    }
}
