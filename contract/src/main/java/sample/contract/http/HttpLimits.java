package sample.contract.http;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.OptionalInt;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What clients may cost, beside Tomcat's own limits. The values, and the arithmetic behind them, are in {@code service-defaults.yaml}.
 *
 * @param maxRequests requests that are handled at once; the next one is refused with 503
 * @param maxSlowBodies requests whose body is waited for, because it did not arrive with the head; the next one is refused with 503
 * @param requestTimeout the most time that a head may take, and then a body
 * @param crowdedTimeout the same while three quarters of the places are taken; an idle connection is not kept for longer either
 * @param responseTimeout the most time from a request's first byte until the client has taken the whole answer
 * @param probePort a port for nothing but the probes and the metrics, beside the service's own; none when absent
 */
@Validated
@ConfigurationProperties("http")
record HttpLimits(
        @Min(1) int maxRequests,
        @Min(1) int maxSlowBodies,
        @NotNull Duration requestTimeout,
        @NotNull Duration crowdedTimeout,
        @NotNull Duration responseTimeout,
        @Min(1) @Max(65535) Integer probePort) {

    static final int MAX_BODY_BYTES = 64 * 1024;

    OptionalInt probes() {
        return probePort == null ? OptionalInt.empty() : OptionalInt.of(probePort);
    }
}
