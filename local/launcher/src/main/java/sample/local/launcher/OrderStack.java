package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The order services' stack: both services, their database, SSM, and Signals, which watches them. */
final class OrderStack implements StackDefinition {

    private final StackPaths paths;
    private final Environment environment;
    private final OrderStackSettings settings;

    OrderStack(StackPaths paths, Environment environment) {
        this.paths = paths;
        this.environment = environment;
        this.settings = OrderStackSettings.from(environment);
    }

    @Override
    public String script() {
        return "scripts/local-up.sh";
    }

    @Override
    public List<Path> files() {
        return List.of(paths.jar("order-api"), paths.jar("delivery-api"), paths.jar("local/ssm"), Signals.jar(paths), template(), paths.download("mariadb"),
                paths.download("zipkin"), AgentJvm.agent(paths));
    }

    @Override
    public Map<String, Integer> ports() {
        return settings.ports();
    }

    @Override
    public int zipkinPort() {
        return settings.zipkinPort();
    }

    @Override
    public Map<String, String> otherSettings() {
        Map<String, String> other = new LinkedHashMap<>(Map.of("ENVIRONMENT_NAME", settings.environmentName()));
        settings.awsEndpoint().ifPresent(url -> other.put("AWS_ENDPOINT_URL", url));
        AgentJvm.ownCollector(environment).ifPresent(url -> other.put("OTEL_EXPORTER_OTLP_ENDPOINT", url));
        return other;
    }

    @Override
    public List<Program> prepare(Jvm jvm) throws IOException, InterruptedException {
        MariaDb database = new MariaDb(paths, jvm.installed().mariaDb(paths.download("mariadb")), jvm.environment(), settings.mysqlPort());
        database.prepare();
        OrderServices services = new OrderServices(paths, settings, new AgentJvm(paths, environment, jvm, settings.otlpPort()));
        List<Program> programs = new ArrayList<>(List.of(signals().program(jvm)));
        if (settings.awsEndpoint().isEmpty()) {
            programs.add(SsmEndpoint.program(paths, jvm, settings.awsPort(), Map.of(
                    "/" + settings.environmentName() + "/mysql/pool-size", "10",
                    "/" + settings.environmentName() + "/mysql/max-overflow", "20")));
        }
        // All start at once: each spends most of its start waiting, and the services wait for a database that comes later.
        programs.addAll(List.of(database.program(), services.deliveryApi(), services.orderApi()));
        return programs;
    }

    private Signals signals() {
        return new Signals(paths, settings.signalsPort(), settings.otlpPort(), template(), "eks:" + settings.environmentName() + "/orders",
                Zipkin.url(settings.zipkinPort()), Map.of("EnvironmentName", settings.environmentName()), switches(),
                AgentJvm.ownCollector(environment));
    }

    private Map<String, String> switches() {
        Map<String, String> variables = new HashMap<>(Map.of(
                "SIGNALS_ORDERS_URL", settings.orders(),
                "AWS_ENDPOINT_URL", settings.aws(),
                "ENVIRONMENT_NAME", settings.environmentName(),
                "SIGNALS_SCRIPTS", paths.root().resolve("scripts").toString(),
                "LOCAL_STATE_DIR", paths.state().toString()));
        if (settings.awsEndpoint().isEmpty()) {
            variables.putAll(Aws.OWN_CREDENTIALS);
        }
        return variables;
    }

    private Path template() {
        return paths.root().resolve("infra/observability.yaml");
    }

    /** Asks for an order that is not there. The answer takes the whole way, to the database and back. */
    @Override
    public boolean isUsable() {
        return Probe.status(settings.orders() + "/is-there-a-way") == 404;
    }

    @Override
    public String whereToLook() {
        return """
                The page, with everything on it:
                  %8$s
                Post an order:
                  curl -s -X POST %1$s -H 'Content-Type: application/json' -d '{
                    "order_id": "123", "customer_name": "John Doe",
                    "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
                    "total_amount": 29.99, "shipping_address": "123 Main St"}'
                Look:
                  the order      curl -s %1$s/123
                  the row        %3$s
                  the traces     %4$s (some seconds later)
                  the pool       curl -s %2$s/config
                  try the API    http://127.0.0.1:%5$d/docs
                Flip the pool to one connection, and watch it follow within 5 s:
                  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                  aws ssm put-parameter --endpoint-url %6$s --name /%7$s/mysql/pool-size --value 1 --overwrite
                  aws ssm put-parameter --endpoint-url %6$s --name /%7$s/mysql/max-overflow --value 0 --overwrite
                Stop:
                  scripts/local-down.sh
                """.formatted(settings.orders(), settings.delivery(), MariaDb.client(paths, settings.mysqlPort(), "SELECT * FROM orders"),
                Zipkin.url(settings.zipkinPort()), settings.orderApiPort(), settings.aws(), settings.environmentName(), signals().whatIsThere());
    }
}
