package sample.deliveryapi.ssm;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Which parameters are followed, and how closely.
 *
 * @param environment first part of every parameter's name, as in {@code /java-sample-app/mysql/pool-size}
 * @param region the AWS region
 * @param readEvery time between two reads; 0 reads once, at the start
 * @param timeout the most one read may take
 */
@Validated
@ConfigurationProperties("ssm")
record SsmProperties(
        @NotBlank String environment,
        @NotBlank String region,
        @NotNull Duration readEvery,
        @NotNull Duration timeout) {
}
