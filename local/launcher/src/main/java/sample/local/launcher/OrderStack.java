package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sample.local.ssm.ParameterStore;
import sample.local.ssm.SsmEndpoint;

/** The order services' stack: both services, their database, and SSM. */
final class OrderStack implements StackDefinition {

    private final Settings settings;
    private final OrderServices programs;

    OrderStack(Settings settings) {
        this.settings = settings;
        this.programs = new OrderServices(settings);
    }

    @Override
    public String script() {
        return "scripts/local-up.sh";
    }

    @Override
    public List<Path> files() {
        StackPaths home = settings.home();
        return List.of(home.jar("order-api"), home.jar("delivery-api"), zipkin().jar(), AgentJvm.agent(home));
    }

    @Override
    public Map<String, Integer> ports() {
        return settings.ports();
    }

    @Override
    public Zipkin zipkin() {
        return new Zipkin(settings.home(), settings.zipkinPort());
    }

    @Override
    public void start(Stack stack) throws IOException, InterruptedException {
        if (settings.awsEndpoint() == null) {
            ParameterStore parameters = ParameterStore.in(settings.home().state().resolve("ssm-parameters.json"),
                    Map.of("/java-sample-app/mysql/pool-size", "10", "/java-sample-app/mysql/max-overflow", "20"));
            SsmEndpoint.start(settings.awsPort(), parameters);
            stack.step("SSM endpoint", "listens on " + settings.aws());
        } else {
            stack.step("SSM endpoint", "is yours: " + settings.aws());
        }

        MariaDb database = MariaDb.under(settings.home().state(), settings.mysqlPort());
        database.prepare();
        stack.step("MariaDB", "is installed");
        // All at once: each spends most of its start waiting, and the services bear a database that comes later.
        ManagedProcess mariadb = stack.start(database.program());
        stack.startZipkin();
        ManagedProcess delivery = stack.start(programs.deliveryApi());
        ManagedProcess order = stack.start(programs.orderApi());

        stack.ready(mariadb, () -> Stack.accepts(settings.mysqlPort()), "127.0.0.1:" + settings.mysqlPort());
        stack.zipkinReady();
        stack.ready(delivery, settings.delivery() + "/ready", settings.delivery());
        stack.ready(order, settings.orders() + "/ready", settings.orders());
    }

    @Override
    public String whereToLook() {
        return """
                Post an order:
                  curl -s -X POST %1$s -H 'Content-Type: application/json' -d '{
                    "order_id": "123", "customer_name": "John Doe",
                    "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
                    "total_amount": 29.99, "shipping_address": "123 Main St"}'
                Look:
                  the order      curl -s %1$s/123
                  the row        %3$s
                  the traces     %4$s
                  the pool       curl -s %2$s/config
                  try the API    http://127.0.0.1:%5$d/docs
                Flip the pool to one connection, and watch it follow within 5 s:
                  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                  aws ssm put-parameter --endpoint-url %6$s --name /java-sample-app/mysql/pool-size --value 1 --overwrite
                  aws ssm put-parameter --endpoint-url %6$s --name /java-sample-app/mysql/max-overflow --value 0 --overwrite
                Stop:
                  scripts/local-down.sh
                """.formatted(settings.orders(), settings.delivery(), MariaDb.client(settings, "SELECT * FROM orders"),
                zipkin().url(), settings.orderApiPort(), settings.aws());
    }
}
