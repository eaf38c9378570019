package sample.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the stack listens and keeps its files. Each port can be moved by the variable of its name.
 *
 * @param root the project's folder, with the built jars below it
 * @param state what outlives the processes: data, logs, process ids
 * @param awsEndpoint another AWS emulator to use instead of the stack's own endpoint; null for the own one
 */
record Settings(Path root, Path state, int orderApiPort, int deliveryApiPort, int mysqlPort, int awsPort,
        int zipkinPort, String awsEndpoint) {

    static Settings from(Map<String, String> env) {
        Path root = Path.of("").toAbsolutePath();
        return new Settings(root, root.resolve(env.getOrDefault("LOCAL_STATE_DIR", ".local")).normalize(),
                port(env, "ORDER_API_PORT", 8080), port(env, "DELIVERY_API_PORT", 5000), port(env, "MYSQL_PORT", 13306),
                port(env, "AWS_ENDPOINT_PORT", 4566), port(env, "ZIPKIN_PORT", 9411), env.get("AWS_ENDPOINT_URL"));
    }

    private static int port(Map<String, String> env, String variable, int otherwise) {
        String text = env.getOrDefault(variable, String.valueOf(otherwise));
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new StackException(variable + "=" + text + " is not a port: give a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    /** The ports that the stack will listen on, by the variable that moves each. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("ORDER_API_PORT", orderApiPort);
        ports.put("DELIVERY_API_PORT", deliveryApiPort);
        ports.put("MYSQL_PORT", mysqlPort);
        if (awsEndpoint == null) {
            ports.put("AWS_ENDPOINT_PORT", awsPort);
        }
        ports.put("ZIPKIN_PORT", zipkinPort);
        return ports;
    }

    String orders() {
        return "http://127.0.0.1:" + orderApiPort + "/api/orders";
    }

    String delivery() {
        return "http://127.0.0.1:" + deliveryApiPort + "/api/delivery";
    }

    String zipkin() {
        return "http://127.0.0.1:" + zipkinPort;
    }

    String aws() {
        return awsEndpoint == null ? "http://127.0.0.1:" + awsPort : awsEndpoint;
    }

    Path logs() {
        return state.resolve("logs");
    }

    Path processes() {
        return state.resolve("processes");
    }
}
