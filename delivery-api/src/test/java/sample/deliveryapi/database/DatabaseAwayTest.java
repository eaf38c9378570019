package sample.deliveryapi.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static sample.deliveryapi.Orders.newId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import sample.deliveryapi.DeliveryApiApplication;
import sample.deliveryapi.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The database comes after the service, goes, and comes back. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class DatabaseAwayTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private String url;

    @Test
    void theServiceWaitsForItsDatabaseAndOutlivesIt(CapturedOutput log) throws Exception {
        try (Relay relay = Relay.cutTo(TestDatabase.shared().host(), TestDatabase.shared().port());
                ConfigurableApplicationContext service = start(relay.port())) {
            url = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + "/api/delivery";

            assertThat(get("/health")).isEqualTo(200);
            assertThat(get("/ready")).isEqualTo(503);
            assertThat(post()).isEqualTo("503 database-failed, not stored, retry after 1");

            relay.repair();
            await().atMost(Duration.ofSeconds(30)).until(() -> get("/ready") == 200);
            assertThat(post()).isEqualTo("200");

            relay.cut();
            assertThat(post()).isEqualTo("503 database-failed, not stored, retry after 1");
            assertThat(get("/health")).isEqualTo(200);
            assertThat(get("/ready")).isEqualTo(200);

            relay.repair();
            await().atMost(Duration.ofSeconds(30)).until(() -> post().equals("200"));

            killAllConnections();
            List<String> answers = IntStream.range(0, 20).mapToObj(i -> post()).toList();
            assertThat(answers).contains("200")
                    .allMatch(answer -> answer.equals("200") || answer.equals("503 database-failed, not stored, retry after 1"));

            relay.beSilent();
            assertThat(post()).isEqualTo("503 database-failed, not stored, retry after 1");
            relay.cut(); // or the service would wait for it while it stops

            assertThat(log).containsPattern("Order T-[0-9a-f-]+ refused: database-failed \\(").doesNotContain("\tat com.mysql.");
        }
    }

    private static void killAllConnections() throws SQLException {
        try (Connection connection = TestDatabase.shared().connect(); Statement statement = connection.createStatement()) {
            List<Long> ids = new ArrayList<>();
            try (ResultSet others = statement.executeQuery(
                    "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = '" + TestDatabase.USER + "'")) {
                while (others.next()) {
                    ids.add(others.getLong(1));
                }
            }
            assertThat(ids).isNotEmpty();
            for (long id : ids) {
                statement.execute("KILL " + id);
            }
        }
    }

    private static ConfigurableApplicationContext start(int databasePort) {
        return new SpringApplicationBuilder(DeliveryApiApplication.class).run(
                "--server.address=127.0.0.1", "--server.port=0", "--carrier.latency=1ms", "--ssm.read-every=0s",
                "--ssm.timeout=100ms", "--spring.datasource.hikari.connection-timeout=500",
                "--MYSQL_HOST=127.0.0.1", "--MYSQL_PORT=" + databasePort, "--MYSQL_DATABASE=" + TestDatabase.DATABASE,
                "--MYSQL_USER=" + TestDatabase.USER, "--MYSQL_PASSWORD=" + TestDatabase.PASSWORD);
    }

    private int get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.discarding()).statusCode();
    }

    /** Such as {@code 200}, or {@code 503 database-failed, not stored, retry after 1}. */
    private String post() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"order_id": "%s", "customer_name": "John Doe", "shipping_address": "123 Main St",
                         "items": [{"product_id": "456", "quantity": 1, "price": 29.99}]}""".formatted(newId())))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return "200";
            }
            JsonNode problem = new JsonMapper().readTree(answer.body());
            String detail = problem.path("detail").asString();
            return "%d %s, %s, retry after %s".formatted(answer.statusCode(), problem.path("type").asString().replaceAll(".*:", ""),
                    detail.endsWith("; this request did not store the order") ? "not stored" : detail,
                    answer.headers().firstValue("Retry-After").orElse("never"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
