package sample.load;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.stopLoadGeneratorIf;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Each virtual user sends one order and is gone, at the rate asked for however slow the answers are: an open arrival
 * rate. A connection that the server closed while it was kept alive is tried once more by Gatling's client, with the
 * same order and the same id, before it counts as a failure.
 */
public final class OrderSimulation extends Simulation {

    /** Gatling makes the instance itself and passes nothing, so the run leaves its input here. */
    private static volatile Input input;

    /**
     * What the simulation works with.
     *
     * @param stop asked before each order; true ends the run
     */
    record Input(Settings settings, Orders orders, Results results, FailureReasons failures, BooleanSupplier stop) {
    }

    private final Results results = input.results;
    private final FailureReasons failures = input.failures;

    static void prepare(Input next) {
        input = next;
    }

    public OrderSimulation() {
        BooleanSupplier stop = input.stop;
        Iterator<Map<String, Object>> bodies = bodies(input.orders);
        OpenInjectionStep[] arrivals = input.settings.phases().stream()
                .map(phase -> constantUsersPerSec(phase.rate()).during(phase.seconds()))
                .toArray(OpenInjectionStep[]::new);
        ScenarioBuilder customers = scenario("Customers")
                .exec(stopLoadGeneratorIf("told to stop", session -> stop.getAsBoolean()))
                .exec(feed(bodies))
                .exec(this::sent)
                .exec(postOrder())
                .exec(this::over);
        setUp(warmUp(bodies).injectOpen(atOnceUsers(4)).andThen(customers.injectOpen(arrivals)))
                .protocols(client(input.settings));
    }

    /** Does what sending an order does, short of sending one, or the first orders would wait for classes to load. */
    private static ScenarioBuilder warmUp(Iterator<Map<String, Object>> bodies) {
        return scenario("Warm-up").repeat(10).on(exec(feed(bodies)).exec(http("ready").get("/api/orders/ready").silent()
                .check(status().is(200), jsonPath("$.order_id").optional())));
    }

    private static HttpProtocolBuilder client(Settings settings) {
        return http.baseUrl(settings.target().toString()).shareConnections().disableFollowRedirect()
                .userAgentHeader("sample-load");
    }

    private static Iterator<Map<String, Object>> bodies(Orders orders) {
        return Stream.generate(orders::next)
                .map(order -> Map.<String, Object>of("order_id", order.orderId(), "body", order.json())).iterator();
    }

    private static HttpRequestActionBuilder postOrder() {
        return http("POST /api/orders").post("/api/orders").asJson().body(ByteArrayBody("#{body}"))
                .check(status().saveAs("status"), status().is(200), jsonPath("$.order_id").isEL("#{order_id}"));
    }

    private Session sent(Session session) {
        results.sent(session.getString("order_id"));
        return session;
    }

    private Session over(Session session) {
        String failure = failures.take(session.userId());
        int status = session.contains("status") ? session.getInt("status") : 0;
        String error = "";
        if (status == 0) {
            error = failure;
        } else if (status == 200 && session.isFailed()) {
            error = "mismatch";
        }
        results.over(session.getString("order_id"), status, error);
        return session;
    }
}
