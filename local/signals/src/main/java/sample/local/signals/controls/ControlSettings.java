package sample.local.signals.controls;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the switches act on.
 *
 * @param orders where orders are posted to
 * @param aws where SSM answers
 * @param environmentName the first part of the parameters' names
 * @param drill the folders of the drill; without them no drill can be started
 */
public record ControlSettings(URI orders, URI aws, String environmentName, Optional<Folders> drill) {

    /**
     * @param scripts the project's
     * @param state the stack's, for reports and logs
     */
    record Folders(Path scripts, Path state) {
    }

    /**
     * From SIGNALS_ORDERS_URL, without which there are no switches, AWS_ENDPOINT_URL and ENVIRONMENT_NAME; the drill from
     * SIGNALS_SCRIPTS and LOCAL_STATE_DIR. Without SIGNALS_SCRIPTS there is no drill.
     */
    public static Optional<ControlSettings> from(Map<String, String> variables) {
        return Optional.ofNullable(variables.get("SIGNALS_ORDERS_URL")).map(orders -> new ControlSettings(URI.create(orders),
                URI.create(variables.get("AWS_ENDPOINT_URL")), variables.getOrDefault("ENVIRONMENT_NAME", "java-sample-app"),
                Optional.ofNullable(variables.get("SIGNALS_SCRIPTS"))
                        .map(scripts -> new Folders(Path.of(scripts), Path.of(variables.get("LOCAL_STATE_DIR"))))));
    }
}
