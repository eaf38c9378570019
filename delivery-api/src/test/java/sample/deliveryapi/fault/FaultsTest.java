package sample.deliveryapi.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;
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
        for (String fault : FaultCatalogue.limits().keySet()) {
            SSM.delete(name(fault));
            service.awaitNumber(name(fault), 0);
        }
        service.awaitPool("active", 0);
    }

    @Test
    void allFaultsAreOffByDefault() {
        assertThat(service.config().path("parameters").valueStream()
                .filter(number -> number.path("name").asString().contains("/fault/"))
                .map(number -> number.path("value").asInt())).hasSize(FaultCatalogue.limits().size()).containsOnly(0);
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
    void whatTheCarrierTakesShowsInItsTimer() {
        double before = carrierSeconds();
        introduce("slow-carrier", 700);

        service.post();

        assertThat(carrierSeconds() - before).isBetween(0.7, 5.0);
        SSM.delete(name("slow-carrier"));
        service.awaitNumber(name("slow-carrier"), 0);
        introduce("slow-database", 700);
        double slowDatabase = carrierSeconds();
        service.post();
        assertThat(carrierSeconds() - slowDatabase).isLessThan(0.6);
    }

    @Test
    void aRefusedBookingIsTimedToo() {
        introduce("carrier-outage", 100);
        double before = bookings();

        service.post();

        assertThat(bookings()).isEqualTo(before + 1);
    }

    @Test
    void aRowThatAnotherTransactionHoldsMakesOrdersWaitAndNoneFails() {
        introduce("lock-contention", 1000);

        long slow = IntStream.range(0, 8).mapToObj(i -> took(() -> assertThat(service.postForStatus()).isEqualTo(200)))
                .filter(took -> took.toMillis() > 300).count();

        assertThat(slow).isGreaterThanOrEqualTo(3);
        SSM.put(name("lock-contention"), "0");
        service.awaitNumber(name("lock-contention"), 0);
        await().until(() -> took(() -> service.post()).toMillis() < 300);
    }

    @Test
    void aServiceThatComputesTakesNoConnectionForIt() {
        introduce("cpu-pressure", 100);
        double before = held();

        Duration took = took(() -> assertThat(service.postForStatus()).isEqualTo(200));

        assertThat(held() - before).isLessThanOrEqualTo((took.toMillis() - 95) / 1000.0);
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
        await().untilAsserted(() -> assertThat(service.metric("pool_connections_held{longer_than=\"2s\"}")).isEqualTo(2));

        SSM.put(name("connection-leak"), "0");
        service.awaitPool("active", 0);
        assertThat(service.metric("pool_connections_held{longer_than=\"2s\"}")).isZero();
        assertThat(service.postForStatus()).isEqualTo(200);
    }

    @Test
    void aFaultThatIsOnShowsInTheMetrics() {
        introduce("slow-carrier", 5);

        assertThat(service.metrics()).contains("fault_setting{fault=\"slow-carrier\"} 5.0");
    }

    private double carrierSeconds() {
        return service.metric("carrier_booking_seconds_sum");
    }

    private double bookings() {
        return service.metric("carrier_booking_seconds_count");
    }

    private double held() {
        return service.metric("hikaricp_connections_usage_seconds_sum{pool=\"mysql\"}");
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
