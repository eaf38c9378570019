package sample.local.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the order services' stack listens. Each port can be moved by the variable of its name.
 *
 * @param awsEndpoint another AWS emulator to use instead of the stack's own endpoint
 * @param environmentName the first part of the parameters' names
 */
record OrderStackSettings(int orderApiPort, int deliveryApiPort, int mysqlPort, int awsPort, int zipkinPort,
        int signalsPort, int otlpPort, Optional<String> awsEndpoint, String environmentName) {

    static OrderStackSettings from(Environment environment) {
        return new OrderStackSettings(environment.port("ORDER_API_PORT", 8080), environment.port("DELIVERY_API_PORT", 5000),
                environment.port("MYSQL_PORT", 13306), environment.port("AWS_ENDPOINT_PORT", 4566), environment.port("ZIPKIN_PORT", 9411),
                environment.port("SIGNALS_PORT", 3000), environment.port("OTLP_PORT", 4318),
                environment.text("AWS_ENDPOINT_URL"), environment.text("ENVIRONMENT_NAME").orElse("java-sample-app"));
    }

    /** The ports that the stack listens on, by the variable that moves each; Zipkin's is shared by all stacks. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("ORDER_API_PORT", orderApiPort);
        ports.put("DELIVERY_API_PORT", deliveryApiPort);
        ports.put("MYSQL_PORT", mysqlPort);
        if (awsEndpoint.isEmpty()) {
            ports.put("AWS_ENDPOINT_PORT", awsPort);
        }
        ports.put("SIGNALS_PORT", signalsPort);
        ports.put("OTLP_PORT", otlpPort);
        return ports;
    }

    String orders() {
        return "http://127.0.0.1:" + orderApiPort + "/api/orders";
    }

    String delivery() {
        return "http://127.0.0.1:" + deliveryApiPort + "/api/delivery";
    }

    String aws() {
        return awsEndpoint.orElse("http://127.0.0.1:" + awsPort);
    }
}
