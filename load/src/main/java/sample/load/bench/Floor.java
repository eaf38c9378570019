package sample.load.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The least that two JVMs can do for an order: the same two hops and the same durable row as order-api and delivery-api, and nothing
 * else. HTTP is written by hand over kept connections, the JSON is parsed on both sides, one prepared INSERT commits itself. There is
 * no framework, validation, pool or telemetry. What the services take more than this is what they give for it. For the bench only: it
 * understands its own requests, and breaks the connection on any other.
 */
final class Floor {

    private static final String INSERT = "INSERT INTO floor_orders (order_id, customer_name, items, item_count, total_amount,"
            + " shipping_address, status, trace_id, created_at) VALUES (?, ?, ?, ?, ?, ?, 'processed', NULL, NOW())";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answers the order of one connection, one after the other. */
    private interface Hop {
        byte[] answer(byte[] order) throws IOException, SQLException;
    }

    /** Makes the hop of a connection. */
    private interface Hops {
        Hop open() throws IOException, SQLException;
    }

    private Floor() {
    }

    /**
     * Listens on 127.0.0.1 until it is stopped. Arguments: {@code order PORT PORT_OF_DELIVERY}, or {@code delivery PORT JDBC_URL USER}
     * with the password in MYSQL_PASSWORD.
     */
    public static void main(String[] args) throws IOException, SQLException {
        int port = Integer.parseInt(args[1]);
        if (args[0].equals("order")) {
            int next = Integer.parseInt(args[2]);
            serve(port, () -> passOn(new Socket(InetAddress.getLoopbackAddress(), next)));
        } else {
            String url = args[2] + "?useServerPrepStmts=true&cachePrepStmts=true&useLocalSessionState=true&openTelemetry=DISABLED";
            try (Connection connection = DriverManager.getConnection(url, args[3], System.getenv("MYSQL_PASSWORD"));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS floor_orders LIKE orders");
            }
            serve(port, () -> store(DriverManager.getConnection(url, args[3], System.getenv("MYSQL_PASSWORD")).prepareStatement(INSERT)));
        }
    }

    private static void serve(int port, Hops hops) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> converse(client, hops));
            }
        }
    }

    private static void converse(Socket client, Hops hops) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            Hop hop = hops.open();
            while (true) {
                out.write(message("HTTP/1.1 200 OK", hop.answer(body(in))));
            }
        } catch (EOFException closed) {
            // the client has sent all that it wanted
        } catch (IOException | SQLException e) {
            System.err.println(e);
        }
    }

    private static Hop passOn(Socket delivery) throws IOException {
        delivery.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(delivery.getInputStream());
        OutputStream out = delivery.getOutputStream();
        return bytes -> {
            JsonNode order = JSON.readTree(bytes);
            out.write(message("POST /api/delivery HTTP/1.1\r\nHost: 127.0.0.1", JSON.writeValueAsBytes(order)));
            return JSON.writeValueAsBytes(JSON.readTree(body(in)));
        };
    }

    private static Hop store(PreparedStatement insert) {
        return bytes -> {
            JsonNode order = JSON.readTree(bytes);
            insert.setString(1, order.get("order_id").asText());
            insert.setString(2, order.get("customer_name").asText());
            insert.setString(3, order.get("items").toString());
            insert.setInt(4, order.get("items").size());
            insert.setBigDecimal(5, order.get("total_amount").decimalValue());
            insert.setString(6, order.get("shipping_address").asText());
            insert.executeUpdate();
            return JSON.writeValueAsBytes(JSON.createObjectNode().put("order_id", order.get("order_id").asText())
                    .put("status", "processed").put("item_count", order.get("items").size()));
        };
    }

    private static byte[] message(String head, byte[] body) {
        byte[] start = (head + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[start.length + body.length];
        System.arraycopy(start, 0, message, 0, start.length);
        System.arraycopy(body, 0, message, start.length, body.length);
        return message;
    }

    /** Reads a message, and returns its body. */
    private static byte[] body(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring("content-length:".length()).strip());
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return body;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
