package sample.local.launcher;

import java.util.HashMap;
import java.util.Map;

/** The order services: how each is run on this machine. */
final class OrderServices {

    private final Settings settings;
    private final AgentJvm java;

    OrderServices(Settings settings) {
        this.settings = settings;
        this.java = new AgentJvm(settings.home(), new Zipkin(settings.home(), settings.zipkinPort()));
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
        env.put("OTEL_INSTRUMENTATION_JDBC_DATASOURCE_ENABLED", "true");
        // Three spans for each order, which say again what the SQL's own span says.
        env.put("OTEL_INSTRUMENTATION_HIBERNATE_ENABLED", "false");
        env.put("OTEL_INSTRUMENTATION_SPRING_DATA_ENABLED", "false");
        // The reads of SSM, one every 5 s, would bury the orders in the list of traces.
        env.put("OTEL_INSTRUMENTATION_AWS_SDK_ENABLED", "false");
        env.put("OTEL_INSTRUMENTATION_HTTP_URL_CONNECTION_ENABLED", "false");
        return java.service(name, settings.home().jar(name), env);
    }
}
