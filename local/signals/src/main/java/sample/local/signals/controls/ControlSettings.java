package sample.local.signals.controls;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the switches act on.
 *
 * @param orders where orders are posted to
 * @param aws where SSM answers
 * @param environmentName the first part of the parameters' names
 */
public record ControlSettings(URI orders, URI aws, String environmentName) {

    /** From SIGNALS_ORDERS_URL, without which there are no switches, AWS_ENDPOINT_URL and ENVIRONMENT_NAME. */
    public static Optional<ControlSettings> from(Map<String, String> variables) {
        return Optional.ofNullable(variables.get("SIGNALS_ORDERS_URL")).map(orders -> new ControlSettings(URI.create(orders),
                URI.create(variables.get("AWS_ENDPOINT_URL")), variables.getOrDefault("ENVIRONMENT_NAME", "java-sample-app")));
    }
}
