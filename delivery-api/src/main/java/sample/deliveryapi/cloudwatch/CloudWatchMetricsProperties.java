package sample.deliveryapi.cloudwatch;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where the pool's metrics go, if anywhere.
 *
 * @param enabled off by default: sending needs an account, and costs
 * @param namespace what CloudWatch files the metrics under: the environment's name; the role may write to no other
 * @param region the AWS region
 * @param every publish interval
 */
@Validated
@ConfigurationProperties("cloudwatch.metrics")
record CloudWatchMetricsProperties(
        boolean enabled,
        @NotBlank String namespace,
        @NotBlank String region,
        @NotNull Duration every) {
}
