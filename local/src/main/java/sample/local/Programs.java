package sample.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The Java programs of the stack: how each is run on this machine. */
final class Programs {

    private final Settings settings;

    Programs(Settings settings) {
        this.settings = settings;
    }

    /** What has to be built before anything can be run. */
    List<Path> files() {
        return List.of(jar("order-api"), jar("delivery-api"), zipkinJar(), agent());
    }

    Program zipkin() {
        return new Program("zipkin", java("-Xmx128m", "-XX:+UseSerialGC", "-jar", zipkinJar().toString(),
                "--armeria.ports[0].ip=127.0.0.1",
                "--armeria.ports[0].port=" + settings.zipkinPort(),
                "--armeria.ports[0].protocols[0]=http"), Map.of());
    }

    Program orderApi() {
        Map<String, String> env = new HashMap<>();
        env.put("SERVER_PORT", String.valueOf(settings.orderApiPort()));
        env.put("DELIVERY_API_URL", "http://127.0.0.1:" + settings.deliveryApiPort());
        return service("order-api", env);
    }

    Program deliveryApi() {
        Map<String, String> env = new HashMap<>();
        env.put("SERVER_PORT", String.valueOf(settings.deliveryApiPort()));
        env.put("MYSQL_HOST", "127.0.0.1");
        env.put("MYSQL_PORT", String.valueOf(settings.mysqlPort()));
        env.put("MYSQL_DATABASE", MariaDb.DATABASE);
        env.put("MYSQL_USER", MariaDb.USER);
        env.put("MYSQL_PASSWORD", MariaDb.PASSWORD);
        env.put("AWS_ENDPOINT_URL", settings.aws());
        if (settings.awsEndpoint() == null) {
            env.put("AWS_ACCESS_KEY_ID", "local");
            env.put("AWS_SECRET_ACCESS_KEY", "local");
        }
        return service("delivery-api", env);
    }

    private Program service(String name, Map<String, String> env) {
        env.put("SERVER_ADDRESS", "127.0.0.1");
        env.putAll(telemetry(name));
        return new Program(name, java("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-javaagent:" + agent(),
                "-jar", jar(name).toString()), env);
    }

    /** The agent's settings, but for those that the user has made. */
    private Map<String, String> telemetry(String service) {
        Map<String, String> env = new HashMap<>();
        env.put("OTEL_SERVICE_NAME", service);
        env.put("OTEL_TRACES_EXPORTER", "zipkin");
        env.put("OTEL_EXPORTER_ZIPKIN_ENDPOINT", settings.zipkin() + "/api/v2/spans");
        env.put("OTEL_METRICS_EXPORTER", "none");
        env.put("OTEL_LOGS_EXPORTER", "none");
        env.put("OTEL_BSP_SCHEDULE_DELAY", "1000");
        env.put("OTEL_INSTRUMENTATION_JDBC_DATASOURCE_ENABLED", "true");
        // The reads of SSM, one every 5 s, would bury the orders in the list of traces.
        env.put("OTEL_INSTRUMENTATION_AWS_SDK_ENABLED", "false");
        env.put("OTEL_INSTRUMENTATION_HTTP_URL_CONNECTION_ENABLED", "false");
        env.keySet().removeAll(System.getenv().keySet());
        return env;
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Path jar(String module) {
        return settings.root().resolve(module).resolve("target").resolve(module + ".jar");
    }

    private Path zipkinJar() {
        return settings.root().resolve("local/target/programs/zipkin.jar");
    }

    private Path agent() {
        return settings.root().resolve("local/target/programs/opentelemetry-javaagent.jar");
    }
}
