package sample.deliveryapi.carrier;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The stand-in carrier.
 *
 * @param latency how long a booking takes
 */
@Validated
@ConfigurationProperties("carrier")
record CarrierProperties(@NotNull Duration latency) {
}
