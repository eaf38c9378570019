package sample.deliveryapi.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static sample.deliveryapi.Orders.newId;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import sample.deliveryapi.DeliveryApiApplication;
import sample.deliveryapi.TestDatabase;

/** The database comes after the service, goes, and comes back. */
@Timeout(90)
class DatabaseAwayTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private String url;

    @Test
    void theServiceWaitsForItsDatabaseAndOutlivesIt() throws Exception {
        try (Relay relay = Relay.cutTo(TestDatabase.shared().host(), TestDatabase.shared().port());
                ConfigurableApplicationContext service = start(relay.port())) {
            url = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + "/api/delivery";

            assertThat(get("/health")).isEqualTo(200);
            assertThat(get("/ready")).isEqualTo(503);
            assertThat(post()).isEqualTo(503);

            relay.mend();
            await().atMost(Duration.ofSeconds(30)).until(() -> get("/ready") == 200);
            assertThat(post()).isEqualTo(200);

            relay.cut();
            assertThat(post()).isEqualTo(503);
            assertThat(get("/health")).isEqualTo(200);
            assertThat(get("/ready")).isEqualTo(200);

            relay.mend();
            await().atMost(Duration.ofSeconds(30)).until(() -> post() == 200);
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

    private int post() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"order_id": "%s", "customer_name": "John Doe", "shipping_address": "123 Main St",
                         "items": [{"product_id": "456", "quantity": 1, "price": 29.99}]}""".formatted(newId())))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
