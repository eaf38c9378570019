package sample.deliveryapi.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.ResponseEntity;
import sample.deliveryapi.ServiceTest;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class PoolSizingTest extends ServiceTest {

    @Autowired
    HikariDataSource pool;

    @Test
    void theRunningPoolTakesTheSizeThatSsmSays() {
        resize(3, 4);

        assertThat(service.config().at("/pool/maximum").asInt()).isEqualTo(7);
        assertThat(service.config().at("/pool/minimum_idle").asInt()).isEqualTo(3);
        assertThat(service.config().path("source").asString()).isEqualTo("ssm");
    }

    @Test
    void nonsenseIsRefusedAndShown() {
        SSM.put(POOL_SIZE, "lots");

        await().until(() -> service.number(POOL_SIZE).at("/refused/value").asString("").equals("lots"));
        assertThat(service.config().at("/pool/maximum").asInt()).isEqualTo(30);
    }

    @Test
    void anSsmThatRefusesIsShownAndThePoolStays() {
        SSM.refuse("AccessDeniedException");

        await().until(() -> service.config().at("/ssm/error").asString("").equals("SSM refused: AccessDeniedException"));
        assertThat(service.config().at("/pool/maximum").asInt()).isEqualTo(30);
        assertThat(service.config().path("source").asString()).isEqualTo("ssm");
    }

    @Test
    void withoutTheParametersTheDefaultsServe() {
        SSM.delete(POOL_SIZE);
        SSM.delete(MAX_OVERFLOW);

        await().until(() -> service.config().path("source").asString().equals("default"));
        assertThat(service.config().at("/pool/maximum").asInt()).isEqualTo(30);
    }

    @Test
    void aShrinkClosesIdleConnectionsNowAndBusyOnesWhenTheyComeBack() throws SQLException {
        List<Connection> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(pool.getConnection());
        }

        resize(1, 0);

        service.awaitPool("idle", 0);
        assertThat(service.config().at("/pool/active").asInt()).isEqualTo(5);
        for (Connection connection : held) {
            assertThat(connection.isValid(1)).isTrue();
            connection.close();
        }
        service.awaitPool("total", 1);
    }

    @Test
    void resizingUnderLoadFailsNoRequest() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Integer, Integer> answers = new ConcurrentHashMap<>();
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                running.add(clients.submit(() -> {
                    for (int i = 0; i < 40; i++) {
                        answers.merge(service.postForStatus(), 1, Integer::sum);
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
            assertThat(answers).isEqualTo(Map.of(200, 8 * 40));
        }
    }

    @Test
    void anExhaustedPoolRefusesOrdersButTheProbesStayGreen() throws SQLException {
        resize(1, 0);
        try (Connection only = pool.getConnection()) {
            ResponseEntity<JsonNode> answer = service.post();

            assertThat(answer.getStatusCode().value()).isEqualTo(503);
            assertThat(answer.getHeaders().getFirst("Retry-After")).isEqualTo("1");
            assertThat(answer.getBody().path("detail").asString())
                    .isEqualTo("No database connection became free in time; the order was not stored");
            assertThat(answer.getBody().path("type").asString()).endsWith(":pool-exhausted");
            assertThat(service.get("/health").path("status").asString()).isEqualTo("UP");
            assertThat(service.get("/ready").path("status").asString()).isEqualTo("UP");
            only.rollback();
        }
        assertThat(service.postForStatus()).isEqualTo(200);
    }

    private void resize(int poolSize, int maxOverflow) {
        SSM.put(POOL_SIZE, String.valueOf(poolSize));
        SSM.put(MAX_OVERFLOW, String.valueOf(maxOverflow));
        service.awaitPool("maximum", poolSize + maxOverflow);
        service.awaitPool("minimum_idle", poolSize);
    }
}
