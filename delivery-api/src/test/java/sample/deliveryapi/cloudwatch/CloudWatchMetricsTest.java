package sample.deliveryapi.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Meter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import sample.deliveryapi.ServiceTest;

class CloudWatchMetricsTest extends ServiceTest {

    private static final CloudWatchStub CLOUDWATCH = CloudWatchStub.start();

    @DynamicPropertySource
    static void switchOn(DynamicPropertyRegistry properties) {
        System.setProperty("aws.endpointUrlCloudWatch", CLOUDWATCH.url());
        properties.add("cloudwatch.metrics.enabled", () -> "true");
        properties.add("cloudwatch.metrics.every", () -> "1s");
    }

    @Autowired
    private CloudWatchMeterRegistry registry;

    @BeforeEach
    void thePoolIsInUse() {
        service.post();
    }

    @Test
    void theQueueForAConnectionArrivesInTheEnvironmentsNamespace() {
        await().untilAsserted(() -> assertThat(CLOUDWATCH.received()).anySatisfy(request -> assertThat(request)
                .contains("PutMetricData", "java-sample-app", "hikaricp.connections.pending.value", "pool", "mysql")));
    }

    @Test
    void nothingIsSentButWhatTheDashboardAndTheAlarmsRead() {
        assertThat(registry.getMeters()).extracting(Meter::getId).extracting(Meter.Id::getName)
                .containsExactlyInAnyOrder("hikaricp.connections.active", "hikaricp.connections.max",
                        "hikaricp.connections.pending", "hikaricp.connections.timeout");
    }
}
