package sample.deliveryapi.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static sample.deliveryapi.Orders.newId;
import static sample.deliveryapi.Orders.order;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import sample.deliveryapi.ServiceTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class PoolSizingTest extends ServiceTest {

    @Autowired
    HikariDataSource pool;

    private final RestClient http;

    PoolSizingTest(@LocalServerPort int port, @Autowired JsonMapper json) {
        this.http = RestClient.builder().baseUrl("http://127.0.0.1:" + port + "/api/delivery")
                .configureMessageConverters(with -> with.withJsonConverter(new JacksonJsonHttpMessageConverter(json)))
                .defaultStatusHandler(status -> true, (request, response) -> { })
                .build();
    }

    @BeforeEach
    void fullSize() {
        awaitPool("maximum", 30);
        awaitPool("active", 0);
    }

    @Test
    void theRunningPoolTakesTheSizeThatSsmSays() {
        resize(3, 4);

        assertThat(config().at("/pool/maximum").asInt()).isEqualTo(7);
        assertThat(config().at("/pool/minimum_idle").asInt()).isEqualTo(3);
        assertThat(config().path("source").asString()).isEqualTo("ssm");
    }

    @Test
    void nonsenseIsRefusedAndShown() {
        SSM.put(POOL_SIZE, "lots");

        await().until(() -> config().at("/parameters/0/refused/value").asString("").equals("lots"));
        assertThat(config().at("/pool/maximum").asInt()).isEqualTo(30);
    }

    @Test
    void anSsmThatRefusesIsShownAndThePoolStays() {
        SSM.refuse("AccessDeniedException");

        await().until(() -> config().at("/ssm/error").asString("").equals("SSM refused: AccessDeniedException"));
        assertThat(config().at("/pool/maximum").asInt()).isEqualTo(30);
        assertThat(config().path("source").asString()).isEqualTo("ssm");
    }

    @Test
    void withoutTheParametersTheDefaultsServe() {
        SSM.delete(POOL_SIZE);
        SSM.delete(MAX_OVERFLOW);

        await().until(() -> config().path("source").asString().equals("default"));
        assertThat(config().at("/pool/maximum").asInt()).isEqualTo(30);
    }

    @Test
    void aShrinkClosesIdleConnectionsNowAndBusyOnesWhenTheyComeBack() throws SQLException {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(pool.getConnection());
        }

        resize(1, 0);

        awaitPool("idle", 0);
        assertThat(config().at("/pool/active").asInt()).isEqualTo(5);
        for (Connection connection : held) {
            assertThat(connection.isValid(1)).isTrue();
            connection.close();
        }
        awaitPool("total", 1);
    }

    @Test
    void resizingUnderLoadFailsNoRequest() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<HttpStatusCode, Integer> answers = new ConcurrentHashMap<>();
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                running.add(clients.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        answers.merge(post().getStatusCode(), 1, Integer::sum);
                    }
                }));
            }
            // 2 connections serve 40 orders a second, enough that the 8 clients, one order each, wait less than the 1 s.
            for (int round = 0; round < 4; round++) {
                resize(2, 0);
                resize(10, 20);
            }
            for (Future<?> client : running) {
                client.get();
            }
            assertThat(new TreeMap<>(Map.of(200, answers.getOrDefault(HttpStatusCode.valueOf(200), 0))))
                    .isEqualTo(Map.of(200, 8 * 40));
        }
    }

    @Test
    void anExhaustedPoolRefusesOrdersButTheProbesStayGreen() throws SQLException {
        resize(1, 0);
        try (Connection only = pool.getConnection()) {
            ResponseEntity<JsonNode> answer = post();

            assertThat(answer.getStatusCode().value()).isEqualTo(503);
            assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("1");
            assertThat(answer.getBody().path("detail").asString())
                    .isEqualTo("No database connection became free within 1000 ms");
            assertThat(get("/health").path("status").asString()).isEqualTo("UP");
            assertThat(get("/ready").path("status").asString()).isEqualTo("UP");
            only.rollback();
        }
        assertThat(post().getStatusCode().value()).isEqualTo(200);
    }

    private void resize(int poolSize, int maxOverflow) {
        SSM.put(POOL_SIZE, String.valueOf(poolSize));
        SSM.put(MAX_OVERFLOW, String.valueOf(maxOverflow));
        awaitPool("maximum", poolSize + maxOverflow);
        awaitPool("minimum_idle", poolSize);
    }

    private void awaitPool(String field, int value) {
        await().until(() -> config().path("pool").path(field).asInt() == value);
    }

    private ResponseEntity<JsonNode> post() {
        return http.post().contentType(MediaType.APPLICATION_JSON).body(order(newId())).retrieve().toEntity(JsonNode.class);
    }

    private JsonNode config() {
        return get("/config");
    }

    private JsonNode get(String path) {
        return http.get().uri(path).retrieve().body(JsonNode.class);
    }
}
