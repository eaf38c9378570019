package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The orders that were acknowledged, to be compared with the rows of the database. */
final class Ledger {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What a receipt says, and what a row has to say. */
    private record Stored(String customer, int items, String total) {
    }

    private final Map<String, Stored> acknowledged = new ConcurrentHashMap<>();

    /** An order like no other of this test. */
    static String order(String id, String customer, int quantity) {
        return """
                {"order_id": "%s", "customer_name": "%s", "shipping_address": "123 Main St",
                 "items": [{"product_id": "456", "quantity": %d, "price": 0.01}]}""".formatted(id, customer, quantity);
    }

    void acknowledge(String receipt) {
        JsonNode order = JSON.readTree(receipt);
        acknowledged.put(order.path("order_id").asString(), new Stored(order.path("customer_name").asString(),
                order.path("item_count").asInt(), order.path("total_amount").decimalValue().setScale(2).toPlainString()));
    }

    int size() {
        return acknowledged.size();
    }

    /** Fails when an acknowledged order has no row, or one with other content. */
    void assertIsIn(int mysqlPort) throws SQLException {
        Map<String, Stored> rows = rows(mysqlPort);
        Map<String, Stored> withoutRow = new TreeMap<>(acknowledged);
        withoutRow.keySet().removeAll(rows.keySet());
        assertThat(withoutRow).as("acknowledged and not in the database").isEmpty();
        Map<String, Stored> differing = new TreeMap<>(acknowledged);
        differing.entrySet().removeIf(order -> order.getValue().equals(rows.get(order.getKey())));
        assertThat(differing).as("acknowledged with other content than in the database").isEmpty();
    }

    private static Map<String, Stored> rows(int mysqlPort) throws SQLException {
        Map<String, Stored> rows = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + mysqlPort + "/" + MariaDb.DATABASE,
                MariaDb.USER, MariaDb.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT order_id, customer_name, item_count, total_amount FROM orders")) {
            while (result.next()) {
                rows.put(result.getString(1), new Stored(result.getString(2), result.getInt(3), result.getBigDecimal(4).toPlainString()));
            }
        }
        return rows;
    }
}
