package sample.load.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the disk and the server allow: inserts rows like those of the orders, each with its own commit, over JDBC from as
 * many connections as asked for, and prints the rows per second.
 */
final class RawInserts {

    private static final String ROW =
            "INSERT INTO raw (order_id, customer_name, items, item_count, total_amount, shipping_address, status, trace_id,"
                    + " created_at) VALUES (?, 'John Doe', '[{\"product_id\":\"456\",\"quantity\":1,\"price\":29.99}]', 1,"
                    + " 29.99, '123 Main St, Springfield', 'processed', '62d90484e48a758f91ecc71d77f3a1d7', NOW())";

    private RawInserts() {
    }

    /** Arguments: JDBC URL, user, connections, seconds. The password is taken from MYSQL_PASSWORD. */
    public static void main(String[] args) throws Exception {
        String url = args[0] + "?useServerPrepStmts=true&cachePrepStmts=true&useLocalSessionState=true&openTelemetry=DISABLED";
        int connections = Integer.parseInt(args[2]);
        long nanos = Long.parseLong(args[3]) * 1_000_000_000L;
        List<Connection> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            open.add(DriverManager.getConnection(url, args[1], System.getenv("MYSQL_PASSWORD")));
        }
        try (Statement statement = open.getFirst().createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS raw LIKE orders");
        }
        long begin = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Connection connection = open.get(i);
                String prefix = Long.toHexString(System.nanoTime()) + "-" + i + "-";
                counts.add(threads.submit(() -> insert(connection, prefix, begin + nanos)));
            }
            long rows = 0;
            for (Future<Integer> count : counts) {
                rows += count.get();
            }
            System.out.printf(Locale.ROOT, "%.0f%n", rows * 1e9 / (System.nanoTime() - begin));
        }
        for (Connection connection : open) {
            connection.close();
        }
    }

    private static int insert(Connection connection, String prefix, long until) throws SQLException {
        int rows = 0;
        try (PreparedStatement insert = connection.prepareStatement(ROW)) {
            while (System.nanoTime() < until) {
                insert.setString(1, prefix + rows++);
                insert.executeUpdate();
            }
        }
        return rows;
    }
}
