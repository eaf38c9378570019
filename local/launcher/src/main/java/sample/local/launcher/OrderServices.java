package sample.local.launcher;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The order services: how each is run on this machine. */
final class OrderServices {

    private final StackPaths paths;
    private final OrderStackSettings settings;
    private final AgentJvm agentJvm;

    OrderServices(StackPaths paths, OrderStackSettings settings, AgentJvm agentJvm) {
        this.paths = paths;
        this.settings = settings;
        this.agentJvm = agentJvm;
    }

    Program orderApi() throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>();
        variables.put("SERVER_PORT", String.valueOf(settings.orderApiPort()));
        variables.put("DELIVERY_API_URL", "http://127.0.0.1:" + settings.deliveryApiPort());
        return service("order-api", variables, settings.orders());
    }

    Program deliveryApi() throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>();
        variables.put("SERVER_PORT", String.valueOf(settings.deliveryApiPort()));
        variables.put("MYSQL_HOST", "127.0.0.1");
        variables.put("MYSQL_PORT", String.valueOf(settings.mysqlPort()));
        variables.put("MYSQL_DATABASE", MariaDb.DATABASE);
        variables.put("MYSQL_USER", MariaDb.USER);
        variables.put("MYSQL_PASSWORD", MariaDb.PASSWORD);
        variables.put("AWS_ENDPOINT_URL", settings.aws());
        if (settings.awsEndpoint().isEmpty()) {
            variables.putAll(Aws.OWN_CREDENTIALS);
        }
        // The pool's metrics take the way that they take on EKS.
        variables.put("CLOUDWATCH_METRICS", "true");
        variables.put("AWS_ENDPOINT_URL_CLOUDWATCH", Signals.url(settings.signalsPort()));
        return service("delivery-api", variables, settings.delivery());
    }

    private Program service(String name, Map<String, String> variables, String url) throws IOException, InterruptedException {
        variables.put("SERVER_ADDRESS", "127.0.0.1");
        // There is one of each: nothing takes over its requests.
        variables.put("DRAIN_PERIOD", "0s");
        // The reads of SSM, one every 5 s, would bury the orders in the list of traces.
        variables.put("OTEL_INSTRUMENTATION_AWS_SDK_ENABLED", "false");
        variables.put("OTEL_JAVAAGENT_EXCLUDE_CLASSES", AgentJvm.NOT_WATCHED + ",software.amazon.*");
        return agentJvm.springService(name, paths.jar(name), variables, () -> Probe.status(url + "/ready") == 200, url);
    }
}
