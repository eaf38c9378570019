package sample.deliveryapi.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.ResponseEntity;
import sample.deliveryapi.ServiceTest;
import tools.jackson.databind.JsonNode;

@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class FaultsTest extends ServiceTest {

    @AfterEach
    void restore() {
        for (String fault : new String[] {"slow-database", "connection-leak", "carrier-outage", "slow-carrier"}) {
            SSM.delete(name(fault));
            service.awaitNumber(name(fault), 0);
        }
        service.awaitPool("active", 0);
    }

    @Test
    void allFaultsAreOffByDefault() {
        assertThat(service.config().path("parameters").valueStream()
                .filter(number -> number.path("name").asString().contains("/fault/"))
                .map(number -> number.path("value").asInt())).containsExactly(0, 0, 0, 0);
        assertThat(took(() -> assertThat(service.postForStatus()).isEqualTo(200))).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow-database", "slow-carrier"})
    void aSlowPartHoldsTheConnectionLonger(String fault) {
        introduce(fault, 700);

        assertThat(took(() -> assertThat(service.postForStatus()).isEqualTo(200)))
                .isGreaterThanOrEqualTo(Duration.ofMillis(700));
    }

    @Test
    void aCarrierOutageIs502AndStoresNothing() {
        introduce("carrier-outage", 100);

        ResponseEntity<JsonNode> answer = service.post();

        assertThat(answer.getStatusCode().value()).isEqualTo(502);
        assertThat(answer.getBody().path("detail").asString()).isEqualTo("The carrier did not take the booking; this request did not store the order");
    }

    @Test
    void aLeakEatsThePoolAndIsNamedInTheLogAndGivenBackAfterwards(CapturedOutput log) {
        SSM.put(POOL_SIZE, "3");
        SSM.put(MAX_OVERFLOW, "0");
        service.awaitPool("maximum", 3);
        introduce("connection-leak", 100);

        for (int i = 0; i < 3; i++) {
            service.post();
        }

        assertThat(service.postForStatus()).isEqualTo(503);
        await().until(() -> log.getAll().contains("Connection leak detection triggered"));
        assertThat(log.getAll()).contains("ConnectionLeak.takeConnectionAndForgetIt");

        SSM.put(name("connection-leak"), "0");
        service.awaitPool("active", 0);
        assertThat(service.postForStatus()).isEqualTo(200);
    }

    @Test
    void aFaultThatIsOnShowsInTheMetrics() {
        introduce("slow-carrier", 5);

        assertThat(service.metrics()).contains("fault_setting{fault=\"slow-carrier\"} 5.0");
    }

    private void introduce(String fault, int value) {
        SSM.put(name(fault), String.valueOf(value));
        service.awaitNumber(name(fault), value);
    }

    private static String name(String fault) {
        return "/java-sample-app/fault/" + fault;
    }

    private static Duration took(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
