package sample.local.signals.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static sample.local.signals.SpanBuilder.span;
import static sample.local.signals.traces.Span.Kind.CLIENT;
import static sample.local.signals.traces.Span.Kind.INTERNAL;
import static sample.local.signals.traces.Span.Kind.SERVER;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.signals.TestClock;
import sample.local.signals.map.ServiceMap;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.traces.NotableRequests;
import sample.local.signals.traces.Span;
import sample.local.signals.traces.Traces;

/** From spans made by hand to counts, the map and the requests worth looking at. */
class ApplicationSignalsTest {

    private static final String ENVIRONMENT = "eks:java-sample-app/orders";

    private final TestClock clock = new TestClock();
    private final MetricStore metrics = new MetricStore(clock);
    private final List<Request> requests = new ArrayList<>();
    private final ApplicationSignals signals = new ApplicationSignals(metrics, requests::add);
    private final NotableRequests notable = new NotableRequests(clock);
    private final Traces traces = new Traces(clock, trace -> {
        signals.count(trace);
        notable.note(trace);
    });
    private final Instant start = clock.instant().minusSeconds(30);

    @Test
    void everyRequestAndEveryCallIsCountedOnce() {
        for (int i = 0; i < 7; i++) {
            arrive(order("ok" + i, 200, 60));
        }
        arrive(order("refused", 503, 2010));
        arrive(order("invalid", 400, 3));
        settle();

        assertThat(sum("SampleCount", "Latency", "Service", "order-api", "Operation", "POST /api/orders"))
                .hasValue(9.0);
        assertThat(sum("Sum", "Fault", "Service", "order-api", "Operation", "POST /api/orders")).hasValue(1.0);
        assertThat(sum("Sum", "Error", "Service", "order-api", "Operation", "POST /api/orders")).hasValue(1.0);
        assertThat(sum("SampleCount", "Fault", "Service", "order-api")).hasValue(9.0);
        assertThat(sum("Maximum", "Latency", "Service", "order-api", "Operation", "POST /api/orders")).hasValue(2010.0);
        assertThat(sum("SampleCount", "Latency", "Service", "order-api", "RemoteService", "delivery-api"))
                .hasValue(9.0);
        assertThat(sum("Sum", "Fault", "Service", "order-api", "RemoteService", "delivery-api")).hasValue(1.0);
        assertThat(sum("SampleCount", "Latency", "Service", "delivery-api", "RemoteService", "mysql")).hasValue(18.0);
        assertThat(sum("SampleCount", "Latency", "Service", "delivery-api", "RemoteService", "mysql", "RemoteOperation",
                "INSERT")).hasValue(9.0);
        assertThat(sum("SampleCount", "Latency", "Service", "delivery-api", "Operation", "POST /api/delivery",
                "RemoteService", "mysql",
                "RemoteOperation", "SELECT")).hasValue(9.0);
        assertThat(requests).hasSize(18).filteredOn(Request::fault).extracting(Request::service)
                .containsExactlyInAnyOrder("order-api", "delivery-api");
    }

    @Test
    void whatArrivesInPiecesAndInAnyOrderCountsTheSame() {
        List<Span> order = order("t", 200, 60);
        for (Span span : order.reversed()) {
            arrive(List.of(span));
            clock.advance(Duration.ofMillis(900));
            traces.settle();
        }
        settle();

        assertThat(sum("SampleCount", "Latency", "Service", "order-api", "RemoteService", "delivery-api"))
                .hasValue(1.0);
        assertThat(sum("SampleCount", "Latency", "Service", "delivery-api", "RemoteService", "mysql")).hasValue(2.0);
    }

    @Test
    void aCallWithoutAnAnswerGoesToTheServiceThatUsedToAnswerThere() {
        arrive(List.of(call("before", "-")));
        settle();
        assertThat(sum("SampleCount", "Latency", "Service", "order-api", "RemoteService", "127.0.0.1:5000"))
                .hasValue(1.0);

        arrive(order("answered", 200, 60));
        settle();
        arrive(List.of(call("after", "failed")));
        settle();

        assertThat(sum("SampleCount", "Latency", "Service", "order-api", "RemoteService", "delivery-api"))
                .hasValue(2.0);
        assertThat(sum("Sum", "Fault", "Service", "order-api", "RemoteService", "delivery-api")).hasValue(1.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            http.request.method=GET,server.address=127.0.0.1,server.port=81 | 127.0.0.1:81  | OTHER
            peer.service=carrier                                            | carrier       | OTHER
            db.system=mariadb,db.operation=select                           | mariadb       | DATABASE
            db.system.name=mysql,db.query.text=UPDATE x                     | mysql         | DATABASE
            rpc.system=aws-api,rpc.service=DynamoDb,rpc.method=PutItem      | AWS::DynamoDB | AWS
            rpc.system=aws-api,rpc.service=Sqs,rpc.method=SendMessage       | AWS::SQS      | AWS
            messaging.system=kafka                                          | kafka         | QUEUE
            x=y                                                             | UnknownRemoteService | OTHER
            """)
    void aDependencyHasTheNameThatApplicationSignalsGivesIt(String attributes, String name, Dependency.Kind kind) {
        Dependency dependency = Dependency.of(span("t", "a", "", CLIENT, "s", "call", start, 1, attributes.split(",")),
                "");

        assertThat(dependency.service()).isEqualTo(name);
        assertThat(dependency.kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST /api/orders | http.request.method=POST,url.path=/api/orders          | POST /api/orders
            GET              | http.request.method=GET,url.path=/nothing/at/all       | GET /nothing
            GET              | http.request.method=GET,url.path=/                     | GET /
            GET              | http.method=GET,http.target=/a?b=/c                    | GET /a
            GET              | http.request.method=GET                                | GET
            consume          | messaging.system=kafka                                 | consume
            """)
    void anOperationHasTheNameThatApplicationSignalsGivesIt(String name, String attributes, String operation) {
        assertThat(Operation.of(span("t", "a", "", SERVER, "s", name, start, 1, attributes.split(","))))
                .isEqualTo(operation);
    }

    @Test
    void theSdksCallAndTheHttpCallInsideItAreOneCall() {
        arrive(List.of(
                span("t", "1", "", SERVER, "records-api", "POST /prod/record", start, 20),
                span("t", "2", "1", CLIENT, "records-api", "DynamoDb.PutItem", start, 15, "rpc.system=aws-api",
                        "rpc.service=DynamoDb", "rpc.method=PutItem"),
                span("t", "3", "2", CLIENT, "records-api", "POST", start, 14, "http.request.method=POST",
                        "server.address=127.0.0.1", "server.port=8092")));
        settle();

        assertThat(metrics.find(metric -> metric.dimensions().containsKey("RemoteService"))).isNotEmpty()
                .allSatisfy(metric -> assertThat(metric.dimensions()).containsEntry("RemoteService", "AWS::DynamoDB"));
        assertThat(sum("SampleCount", "Latency", "Service", "records-api", "RemoteService", "AWS::DynamoDB")).hasValue(1.0);
    }

    @Test
    void inventedOperationsMakeNoMetricsWithoutEnd() {
        for (int i = 0; i < 500; i++) {
            arrive(List.of(span("t" + i, "a", "", SERVER, "order-api", "GET /" + i, start, 1,
                    "http.response.status_code=404")));
        }

        assertThat(metrics.find(metric -> metric.name().equals("Latency")).size()).isLessThan(50);
        assertThat(sum("SampleCount", "Latency", "Service", "order-api")).hasValue(500.0);
        assertThat(sum("SampleCount", "Latency", "Service", "order-api", "Operation", "AllOtherOperations"))
                .hasValue(460.0);
    }

    @Test
    void theMapHasTheClientsTheServicesAndTheDatabase() {
        for (int i = 0; i < 6; i++) {
            arrive(order("t" + i, i == 0 ? 503 : 200, 60));
        }
        settle();
        Map<String, Object> map = new ServiceMap(metrics, signals, clock, Duration.ofSeconds(5)).state();

        assertThat(nodes(map)).containsExactly("clients CLIENTS", "delivery-api SERVICE", "mysql DATABASE",
                "order-api SERVICE");
        assertThat(edges(map)).containsExactlyInAnyOrder("clients -> order-api: 6, 1 faults",
                "order-api -> delivery-api: 6, 1 faults",
                "delivery-api -> mysql: 12, 0 faults");
    }

    @Test
    void aRequestFromOutsideIsExplainedByWhatTookItsTime() {
        arrive(order("slow", 200, 2100));
        arrive(order("quick", 200, 60));
        settle();

        assertThat(notable.slowest()).hasSize(2);
        assertThat(notable.slowest().getFirst()).containsEntry("trace_id", "slow")
                .containsEntry("operation", "POST /api/orders")
                .containsEntry("ms", 2100.0);
        assertThat(where(notable.slowest().getFirst())).isEqualTo("delivery-api HikariDataSource.getConnection");
        assertThat(notable.failed()).isEmpty();
    }

    @Test
    void aFailedRequestIsExplainedByTheDeepestThatFailed() {
        arrive(order("refused", 503, 2100));
        settle();

        assertThat(notable.failed()).singleElement().satisfies(request -> {
            assertThat(request).containsEntry("status", 503);
            assertThat(where(request)).isEqualTo("delivery-api HikariDataSource.getConnection");
        });
    }

    @Test
    void whatIsOlderThanFiveMinutesIsNotShown() {
        arrive(order("t", 503, 60));
        settle();
        clock.advance(Duration.ofMinutes(5));

        assertThat(notable.slowest()).isEmpty();
        assertThat(notable.failed()).isEmpty();
    }

    @Test
    void tooManySpansAtOnceAreHandedOnEarlyAndNoneIsLost() {
        for (int i = 0; i < 5000; i++) {
            arrive(order("t" + i, 200, 60));
        }
        settle();

        assertThat(sum("SampleCount", "Latency", "Service", "delivery-api", "RemoteService", "mysql"))
                .hasValue(10_000.0);
    }

    /** An order as the agents report it: what waits for a connection takes what the rest does not. */
    private List<Span> order(String trace, int status, long milliseconds) {
        String code = "http.response.status_code=" + status;
        String failed = status >= 500 ? "failed" : "a=b";
        return List.of(
                span(trace, "1", "", SERVER, "order-api", "POST /api/orders", start, milliseconds, code, failed),
                span(trace, "2", "1", CLIENT, "order-api", "POST", start, milliseconds - 1, code, failed,
                "server.address=127.0.0.1",
                        "server.port=5000", "http.request.method=POST", "url.full=http://127.0.0.1:5000/api/delivery"),
                span(trace, "3", "2", SERVER, "delivery-api", "POST /api/delivery", start, milliseconds - 1, code,
                failed),
                span(trace, "4", "3", INTERNAL, "delivery-api", "HikariDataSource.getConnection", start,
                milliseconds - 2, failed),
                span(trace, "5", "3", CLIENT, "delivery-api", "SELECT orders_db", start, 0, "db.system=mysql",
                "db.operation=SELECT"),
                span(trace, "6", "3", CLIENT, "delivery-api", "INSERT orders_db", start, 0, "db.system=mysql",
                "db.operation=INSERT"));
    }

    private Span call(String trace, String failed) {
        return span(trace, "1", "", CLIENT, "order-api", "POST", start, 1, failed.equals("failed") ? "failed" : "a=b",
                "server.address=127.0.0.1", "server.port=5000", "http.request.method=POST");
    }

    private void arrive(List<Span> spans) {
        spans.forEach(signals::count);
        traces.add(spans);
    }

    private void settle() {
        clock.advance(Duration.ofSeconds(3));
        traces.settle();
    }

    private Optional<Double> sum(String statistic, String name, String... dimensions) {
        Map<String, String> all = new HashMap<>(Map.of("Environment", ENVIRONMENT));
        for (int i = 0; i < dimensions.length; i += 2) {
            all.put(dimensions[i], dimensions[i + 1]);
        }
        return metrics.between(new Metric("ApplicationSignals", name, all), start.minusSeconds(60), clock.instant()
                .plusSeconds(60))
                .flatMap(values -> values.statistic(Statistic.of(statistic)));
    }

    private static List<String> nodes(Map<String, Object> map) {
        return ((List<?>) map.get("nodes")).stream().map(it -> (Map<?, ?>) it)
                .map(it -> it.get("name") + " " + it.get("kind")).toList();
    }

    private static List<String> edges(Map<String, Object> map) {
        return ((List<?>) map.get("edges")).stream().map(it -> (Map<?, ?>) it)
                .map(it -> it.get("from") + " -> " + it.get("to") + ": "
                + it.get("requests") + ", " + it.get("faults") + " faults").toList();
    }

    private static String where(Map<String, Object> request) {
        Map<?, ?> where = (Map<?, ?>) request.get("where");
        return where.get("service") + " " + where.get("span");
    }
}
