package sample.local.launcher;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the order services' stack listens. Each port can be moved by the variable of its name.
 *
 * @param awsEndpoint another AWS emulator to use instead of the stack's own endpoint; null for the own one
 */
record Settings(StackPaths home, int orderApiPort, int deliveryApiPort, int mysqlPort, int awsPort, int zipkinPort,
        String awsEndpoint) {

    static Settings from(Map<String, String> env) {
        return new Settings(StackPaths.from(env), Ports.read(env, "ORDER_API_PORT", 8080), Ports.read(env, "DELIVERY_API_PORT", 5000),
                Ports.read(env, "MYSQL_PORT", 13306), Ports.read(env, "AWS_ENDPOINT_PORT", 4566),
                Ports.read(env, "ZIPKIN_PORT", 9411), env.get("AWS_ENDPOINT_URL"));
    }

    /** The ports that the stack will listen on, by the variable that moves each; Zipkin's is the stacks' in common. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("ORDER_API_PORT", orderApiPort);
        ports.put("DELIVERY_API_PORT", deliveryApiPort);
        ports.put("MYSQL_PORT", mysqlPort);
        if (awsEndpoint == null) {
            ports.put("AWS_ENDPOINT_PORT", awsPort);
        }
        return ports;
    }

    String orders() {
        return "http://127.0.0.1:" + orderApiPort + "/api/orders";
    }

    String delivery() {
        return "http://127.0.0.1:" + deliveryApiPort + "/api/delivery";
    }

    String aws() {
        return awsEndpoint == null ? "http://127.0.0.1:" + awsPort : awsEndpoint;
    }
}
