package sample.deliveryapi.cloudwatch;

import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.config.MeterFilter;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;

/**
 * Sends the pool's metrics to CloudWatch. Application Signals measures requests and their dependencies but does not
 * know the pool, and on EKS the add-on keeps the agent from exporting metrics of its own. CloudWatch charges by the
 * metric, so only what the dashboard and the alarm of {@code infra/observability.yaml} read is sent. Its names there
 * end in {@code .value} (gauges) and {@code .count} (counters); the only dimension is {@code pool}, so that all pods
 * write one metric.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("cloudwatch.metrics.enabled")
class CloudWatchMetricsConfiguration {

    private static final Set<String> SENT = Set.of("hikaricp.connections.active", "hikaricp.connections.max",
            "hikaricp.connections.pending", "hikaricp.connections.timeout");

    /** Credentials and, for a stand-in, the endpoint come from the SDK's own chain. */
    @Bean
    CloudWatchAsyncClient cloudWatchClient(CloudWatchMetricsProperties metrics) {
        return CloudWatchAsyncClient.builder()
                .region(Region.of(metrics.region()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1))) // one request a minute
                .build();
    }

    @Bean
    CloudWatchMeterRegistry cloudWatchMeterRegistry(CloudWatchMetricsProperties metrics, Clock clock,
            CloudWatchAsyncClient client) {
        CloudWatchMeterRegistry registry = new CloudWatchMeterRegistry(settings(metrics), clock, client);
        registry.config().meterFilter(MeterFilter.denyUnless(meter -> SENT.contains(meter.getName())));
        return registry;
    }

    private static CloudWatchConfig settings(CloudWatchMetricsProperties metrics) {
        return new CloudWatchConfig() {
            @Override
            public String get(String key) {
                return null;
            }

            @Override
            public String namespace() {
                return metrics.namespace();
            }

            @Override
            public Duration step() {
                return metrics.every();
            }
        };
    }
}
