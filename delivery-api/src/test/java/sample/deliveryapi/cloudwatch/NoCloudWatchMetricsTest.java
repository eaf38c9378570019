package sample.deliveryapi.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import sample.deliveryapi.ServiceTest;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

class NoCloudWatchMetricsTest extends ServiceTest {

    @Autowired
    private ApplicationContext service;

    @Test
    void unlessSwitchedOnNothingSpeaksToCloudWatch() {
        assertThat(service.getBeansOfType(CloudWatchMeterRegistry.class)).isEmpty();
        assertThat(service.getBeansOfType(CloudWatchAsyncClient.class)).isEmpty();
    }
}
