package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The launcher as a user runs it, on other ports: one order is followed through all of it, then things are killed. */
@TestMethodOrder(OrderAnnotation.class)
class LocalStackIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private static Path state;
    private static RunningStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = RunningStack.orders(state).with("LOG_FORMAT", "json").up();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    @Order(1)
    void anOrderIsTakenStoredOnceAndFound() throws Exception {
        HttpResponse<String> posted = post("123");
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(200);
        assertThat(post("123").body()).isEqualTo(posted.body());

        JsonNode found = get("ORDER_API_PORT", "/api/orders/123");
        assertThat(found.path("customer_name").asString()).isEqualTo("John Doe");
        assertThat(found.path("total_amount").decimalValue()).isEqualByComparingTo("29.99");
        assertThat(rows("123")).isOne();
    }

    @Test
    @Order(2)
    void itsTraceHoldsEveryStepInOrder() throws Exception {
        // Zipkin is started last, and spans that come before it are lost.
        await().atMost(Duration.ofSeconds(90)).until(() -> stack.program("zipkin")[0].equals("ready"));
        String traceId = JSON.readTree(post("traced").body()).path("trace_id").asString();

        // The services send their spans on their own, a second's at a time, and these six are all there are.
        Trace trace = await().atMost(Duration.ofSeconds(30)).until(() -> Trace.of(zipkin("/api/v2/trace/" + traceId)),
                read -> read.spans().size() == 6);

        JsonNode orderServer = trace.find("order-api", "SERVER").orElseThrow();
        JsonNode orderClient = trace.find("order-api", "CLIENT").orElseThrow();
        JsonNode deliveryServer = trace.find("delivery-api", "SERVER").orElseThrow();
        JsonNode connection = trace.find("hikaridatasource.getconnection").orElseThrow();
        JsonNode booking = trace.find("carrier.book").orElseThrow();
        JsonNode insert = trace.find("insert orders_db.orders").orElseThrow();
        assertThat(trace.parents(orderClient)).containsExactly(orderServer);
        assertThat(trace.parents(deliveryServer)).containsExactly(orderClient, orderServer);
        assertThat(trace.parents(connection)).startsWith(deliveryServer);
        assertThat(trace.parents(booking)).startsWith(deliveryServer);
        assertThat(trace.parents(insert)).contains(deliveryServer);
        assertThat(Stream.of(connection, booking, insert).map(span -> span.path("timestamp").asLong())).isSorted();
        assertThat(booking.path("duration").asLong()).isGreaterThanOrEqualTo(50_000);
    }

    @Test
    @Order(3)
    void theLogsOfBothServicesCarryTheTraceAndNoCustomer() throws Exception {
        String traceId = JSON.readTree(post("logged").body()).path("trace_id").asString();

        for (String service : List.of("order-api", "delivery-api")) {
            Path log = stack.paths().log(service);
            JsonNode line = await().until(() -> Files.readAllLines(log).stream()
                    .filter(text -> text.startsWith("{") && text.contains("Order logged")).findFirst(), Optional::isPresent)
                    .map(JSON::readTree).orElseThrow();
            assertThat(line.path("trace_id").asString()).isEqualTo(traceId);
            assertThat(line.path("span_id").asString()).hasSize(16);
            assertThat(Files.readString(log)).doesNotContain("John", "Main St");
        }
    }

    @Test
    @Order(4)
    void businessAndPoolMetricsAreServed() throws Exception {
        post("conflict");
        post("conflict", "1.00");
        assertThat(text("ORDER_API_PORT", "/actuator/prometheus")).containsPattern("orders_processed_total [1-9]")
                .containsPattern("orders_refused_total\\{cause=\"order-conflict\",status=\"409\"\\} 1").containsPattern("orders_value_sum [1-9]");
        assertThat(text("DELIVERY_API_PORT", "/actuator/prometheus")).containsPattern("carrier_booking_seconds_count [1-9]")
                .contains("hikaricp_connections_active", "hikaricp_connections_idle", "hikaricp_connections_pending",
                        "hikaricp_connections_timeout_total");
    }

    @Test
    @Order(5)
    void aNewSizeInSsmReachesTheRunningPool() throws Exception {
        try (SsmClient ssm = ssm()) {
            ssm.putParameter(put -> put.name("/java-sample-app/mysql/pool-size").value("1").overwrite(true));
            ssm.putParameter(put -> put.name("/java-sample-app/mysql/max-overflow").value("0").overwrite(true));
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> get("DELIVERY_API_PORT", "/api/delivery/config")
                .at("/pool/maximum").asInt() == 1);
    }

    @Test
    @Order(6)
    void theApiCanBeTriedInABrowser() throws Exception {
        for (String service : List.of("ORDER_API_PORT", "DELIVERY_API_PORT")) {
            HttpResponse<String> docs = stack.get(service, "/docs");
            assertThat(docs.statusCode()).isEqualTo(302);
            assertThat(text(service, docs.headers().firstValue("Location").orElseThrow())).contains("Swagger UI");
            assertThat(get(service, "/v3/api-docs").at("/components/schemas/Order/properties").propertyNames())
                    .contains("order_id", "shipping_address");
        }
    }

    @Test
    @Order(7)
    void everythingListensOnTheLoopbackAddressAlone() throws Exception {
        InetAddress outside = InetAddress.getLocalHost();
        for (int port : stack.ports().values()) {
            assertThat(RunningStack.accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
            // Linux answers for all of 127/8: what listens on every address would answer here as well.
            assertThat(RunningStack.accepts(InetAddress.getByName("127.1.2.3"), port)).as("port " + port).isFalse();
            assertThat(outside.isLoopbackAddress() || !RunningStack.accepts(outside, port)).isTrue();
        }
    }

    @Test
    @Order(8)
    void aSecondUpFindsTheFirst() throws Exception {
        RunningStack.Result second = stack.run("up", "--detach");

        assertThat(second.status()).isZero();
        assertThat(second.output()).contains("It already runs.", stack.url("ORDER_API_PORT", "/api/orders"));
        assertThat(post("still-there").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(9)
    void otherSettingsAreNamedAndWhatRunsKeepsItsOwn() throws Exception {
        String before = String.valueOf(stack.port("ORDER_API_PORT"));
        RunningStack.Result second = stack.with("ORDER_API_PORT", "19999").run("up", "--detach");
        stack.with("ORDER_API_PORT", before);

        assertThat(second.status()).isZero();
        assertThat(second.output()).contains("This start asks for ORDER_API_PORT=19999.", "http://127.0.0.1:" + before + "/api/orders")
                .doesNotContain("http://127.0.0.1:19999");
    }

    @Test
    @Order(10)
    void ordersGoOnWithoutZipkinWhichComesBack() throws Exception {
        long before = stack.process("zipkin").pid();

        stack.process("zipkin").destroyForcibly();

        assertThat(post("without-zipkin").statusCode()).isEqualTo(200);
        awaitRestarted("zipkin", before);
    }

    /** Without a body of its own type, and from a page of another site, nothing is switched. */
    @Test
    @Order(10)
    void theSwitchesOfThePageDoWhatTheScriptsDo() throws Exception {
        assertThat(switched("/api/restore", "{}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(15)).until(() -> get("DELIVERY_API_PORT", "/api/delivery/config").at("/pool/maximum").asInt() == 30);
        JsonNode sent = JSON.readTree(switched("/api/order", "{}").body());
        assertThat(sent.path("status").asInt()).as(sent.toString()).isEqualTo(200);
        assertThat(rows(sent.path("order_id").asString())).isOne();
        assertThat(sent.path("trace_id").asString()).hasSize(32);

        assertThat(switched("/api/faults", "{\"fault\": \"carrier-outage\", \"on\": true}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(15)).until(() -> JSON.readTree(switched("/api/order", "{}").body()).path("status").asInt() == 502);
        assertThat(fault("carrier-outage").path("on").booleanValue()).isTrue();
        switched("/api/faults", "{\"fault\": \"carrier-outage\", \"on\": false}");
        await().atMost(Duration.ofSeconds(15)).until(() -> JSON.readTree(switched("/api/order", "{}").body()).path("status").asInt() == 200);
        assertThat(fault("carrier-outage").path("value").asString()).isEqualTo("0");

        assertThat(switched("/api/load", "{\"rate_per_s\": 20}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(15)).until(() -> controls().at("/load/ok").asInt() > 20);
        JsonNode off = JSON.readTree(switched("/api/load", "{\"rate_per_s\": 0}").body());
        assertThat(off.at("/load/running").booleanValue()).isFalse();

        for (String bad : List.of("", "[]", "{", "{\"fault\": 1}", "{\"rate_per_s\": 1.5}", "{\"rate_per_s\": 201}")) {
            assertThat(switched(bad.contains("fault") ? "/api/faults" : "/api/load", bad).statusCode()).as(bad).isBetween(400, 404);
        }
        assertThat(stack.send(stack.request("SIGNALS_PORT", "/api/restore").header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")).build()).statusCode()).isEqualTo(415);
        assertThat(stack.send(stack.request("SIGNALS_PORT", "/api/restore").header("Content-Type", "application/json")
                .header("Origin", "http://elsewhere.example").POST(HttpRequest.BodyPublishers.ofString("{}")).build()).statusCode())
                .isEqualTo(403);
        assertThat(stack.get("SIGNALS_PORT", "/").body()).contains("Is it healthy?");

        // As it was before this test.
        assertThat(switched("/api/faults", "{\"fault\": \"pool-exhaustion\", \"on\": true}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(15)).until(() -> get("DELIVERY_API_PORT", "/api/delivery/config").at("/pool/maximum").asInt() == 1);
    }

    private static HttpResponse<String> switched(String path, String body) throws IOException, InterruptedException {
        return stack.send(stack.request("SIGNALS_PORT", path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static JsonNode controls() throws IOException, InterruptedException {
        return JSON.readTree(stack.get("SIGNALS_PORT", "/api/state").body()).path("controls");
    }

    private static JsonNode fault(String name) throws IOException, InterruptedException {
        return controls().path("faults").valueStream().filter(it -> it.path("name").asString().equals(name)).findFirst().orElseThrow();
    }

    /** The five orders and the probes before have been counted; the pool's own metric comes once a minute. */
    @Test
    @Order(10)
    void signalsShowsTheOrdersTheMapAndThePool() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(post("watched-" + i).statusCode()).isEqualTo(200);
        }
        JsonNode state = await().atMost(Duration.ofSeconds(30)).until(() -> get("SIGNALS_PORT", "/api/state"),
                it -> node(it, "carrier").path("requests").asInt() >= 5 && it.path("pools").size() == 1);

        assertThat(node(state, "order-api").path("requests").asInt()).isGreaterThanOrEqualTo(5);
        assertThat(node(state, "mysql").path("kind").asString()).isEqualTo("DATABASE");
        assertThat(state.at("/pools/0/hold_ms").asDouble()).isGreaterThanOrEqualTo(50);
        await().atMost(Duration.ofSeconds(90)).until(() -> !get("SIGNALS_PORT", "/api/state").path("unseen_metrics").toString()
                .contains("hikaricp.connections.pending.value"));
    }

    /** What Signals counts of order-api is what order-api answered, request by request. */
    @Test
    @Order(10)
    void signalsCountsWhatWasAnswered() throws Exception {
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1); // Signals keeps whole seconds
        await().until(() -> Instant.now().isAfter(begin));
        Map<Integer, Integer> answers = new HashMap<>();
        switched("/api/faults", "{\"fault\": \"carrier-outage\", \"on\": true}");
        await().atMost(Duration.ofSeconds(20)).until(() -> answer(answers, "29.99"), count -> answers.getOrDefault(502, 0) == 5);
        switched("/api/faults", "{\"fault\": \"carrier-outage\", \"on\": false}");
        int taken = answers.getOrDefault(200, 0);
        await().atMost(Duration.ofSeconds(20)).until(() -> answer(answers, "29.99"), count -> answers.getOrDefault(200, 0) == taken + 10);
        for (int i = 0; i < 3; i++) {
            answer(answers, "-1");
        }

        assertThat(answers.get(400)).isEqualTo(3);
        int all = answers.values().stream().mapToInt(Integer::intValue).sum();
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(counted("Latency", "SampleCount", begin)).isEqualTo(all);
            assertThat(counted("Error", "Sum", begin)).isEqualTo(3);
            assertThat(counted("Fault", "Sum", begin)).isEqualTo(answers.get(502));
        });
    }

    /** Posts an order and counts its answer by status. */
    private static int answer(Map<Integer, Integer> answers, String price) throws IOException, InterruptedException {
        return answers.merge(post("counted-" + UUID.randomUUID(), price).statusCode(), 1, Integer::sum);
    }

    /** A statistic of the orders that order-api was sent, in CloudWatch's query protocol: the sum over the seconds since then. */
    private static int counted(String metric, String statistic, Instant since) throws IOException, InterruptedException {
        Map<String, String> dimensions = Map.of("Environment", "eks:java-sample-app/orders", "Service", "order-api", "Operation", "POST /api/orders");
        StringBuilder query = new StringBuilder("Action=GetMetricStatistics&Version=2010-08-01&Namespace=ApplicationSignals&MetricName=" + metric
                + "&Period=1&Statistics.member.1=" + statistic + "&StartTime=" + since
                + "&EndTime=" + Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        int number = 0;
        for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
            number++;
            query.append("&Dimensions.member.%d.Name=%s&Dimensions.member.%d.Value=%s".formatted(number, dimension.getKey(), number,
                    URLEncoder.encode(dimension.getValue(), StandardCharsets.UTF_8)));
        }
        HttpResponse<String> answer = stack.send(stack.request("SIGNALS_PORT", "/").header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(query.toString())).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Pattern.compile("<" + statistic + ">([^<]+)<").matcher(answer.body()).results()
                .mapToInt(found -> (int) Double.parseDouble(found.group(1))).sum();
    }

    private static JsonNode node(JsonNode state, String name) {
        return state.at("/map/nodes").valueStream().filter(node -> node.path("name").asString().equals(name)).findFirst()
                .orElseGet(JSON::missingNode);
    }

    @Test
    @Order(11)
    void ordersGoOnWithoutSignalsWhichIsStartedByHandWhenItDiedTooOften() throws Exception {
        for (int death = 1; death <= ManagedProcess.MAX_DEATHS; death++) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !stack.program("signals")[1].equals("0") && stack.process("signals").isAlive());
            ProcessHandle signals = stack.process("signals");
            signals.destroyForcibly();
            signals.onExit().get(10, TimeUnit.SECONDS);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> stack.program("signals")[0].equals("stopped"));

        assertThat(post("nobody-watches").statusCode()).isEqualTo(200);
        assertThat(Files.readString(stack.paths().log("launcher"))).contains("signals", "died 5 times within 2 minutes",
                "scripts/local-program.sh start signals starts it again");
        assertThat(stack.run("program", "start", "signals").output()).containsPattern("signals +ready");
    }

    @Test
    @Order(12)
    void aProgramIsStoppedStartedAndRestartedByHand() throws Exception {
        assertThat(stack.run("program", "stop", "delivery-api").status()).isZero();
        assertThat(post("nobody-delivers").statusCode()).isEqualTo(503);
        assertThat(stack.run("program").output()).containsPattern("delivery-api +stopped");
        assertThat(stack.run("program", "start", "delivery-api").status()).isZero();
        assertThat(post("somebody-delivers").statusCode()).isEqualTo(200);
        long before = stack.process("order-api").pid();
        assertThat(stack.run("program", "restart", "order-api").output()).containsPattern("order-api +ready");
        assertThat(stack.process("order-api").pid()).isNotEqualTo(before);
        assertThat(stack.run("program", "restart", "nothing").output()).contains("local-program: say which program: delivery-api, mariadb, order-api, signals, ssm, zipkin");
    }

    @Test
    @Order(13)
    void afterAKilledLauncherTheNextStartCleansUpAndTheDataAreThere() throws Exception {
        ProcessHandle launcher = ProcessHandle.of(stack.status().launcher()).orElseThrow();
        launcher.destroyForcibly();
        launcher.onExit().get(10, TimeUnit.SECONDS);
        assertThat(post("orphaned").statusCode()).isEqualTo(200);

        RunningStack.Result again = stack.run("up", "--detach");

        assertThat(again.status()).as(again.output()).isZero();
        assertThat(again.output()).contains("Stopped what a killed launcher left behind", "order-api");
        assertThat(rows("123")).isOne();
        assertThat(rows("orphaned")).isOne();
        assertThat(get("DELIVERY_API_PORT", "/api/delivery/config").at("/pool/maximum").asInt()).isEqualTo(1);
    }

    @Test
    @Order(14)
    void fiveDeathsEndTheStackWithTheLastLinesOfTheLog() throws Exception {
        for (int death = 1; death <= ManagedProcess.MAX_DEATHS; death++) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !stack.program("ssm")[1].equals("0") && stack.process("ssm").isAlive());
            ProcessHandle ssm = stack.process("ssm");
            ssm.destroyForcibly();
            ssm.onExit().get(10, TimeUnit.SECONDS);
            String pid = String.valueOf(ssm.pid());
            await().atMost(Duration.ofSeconds(60)).until(() -> stack.status().phase() == StackStatus.Phase.FAILED || !stack.program("ssm")[1].equals(pid));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> stack.status().phase() == StackStatus.Phase.FAILED
                && StackProcesses.launchers(stack.paths()).isEmpty());
        assertThat(stack.status().message()).contains("ssm died 5 times within 2 minutes", "ssm.log");
        for (int port : stack.ports().values()) {
            assertThat(RunningStack.accepts(InetAddress.getLoopbackAddress(), port)).isFalse();
        }
    }

    @Test
    @Order(15)
    void aTakenPortIsNamedAndNothingIsLeftRunning() throws Exception {
        try (ServerSocket squatter = new ServerSocket(stack.port("DELIVERY_API_PORT"), 1, InetAddress.getLoopbackAddress())) {
            RunningStack.Result refused = stack.run("up", "--detach");

            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.output()).contains("local-up: port " + squatter.getLocalPort() + " is taken", "DELIVERY_API_PORT");
            assertThat(StackProcesses.launchers(stack.paths())).isEmpty();
            assertThat(RunningStack.accepts(InetAddress.getLoopbackAddress(), stack.port("MYSQL_PORT"))).isFalse();
        }
    }

    private static void awaitRestarted(String program, long before) {
        await().atMost(Duration.ofSeconds(90)).until(() -> stack.program(program)[0].equals("ready") && stack.process(program).pid() != before);
    }

    /** The spans of one trace as Zipkin's API gives them. */
    private record Trace(Map<String, JsonNode> spans) {

        static Trace of(JsonNode answer) {
            Map<String, JsonNode> spans = new HashMap<>();
            answer.forEach(span -> spans.put(span.path("id").asString() + span.path("kind").asString(""), span));
            return new Trace(spans);
        }

        Optional<JsonNode> find(String service, String kind) {
            return spans.values().stream().filter(span -> span.at("/localEndpoint/serviceName").asString().equals(service)
                    && span.path("kind").asString("").equals(kind)).findFirst();
        }

        Optional<JsonNode> find(String name) {
            return spans.values().stream().filter(span -> span.path("name").asString().equals(name)).findFirst();
        }

        /** From the nearest to the root. */
        List<JsonNode> parents(JsonNode span) {
            List<JsonNode> parents = new ArrayList<>();
            for (Optional<JsonNode> parent = parent(span); parent.isPresent(); parent = parent(parent.get())) {
                parents.add(parent.get());
            }
            return parents;
        }

        private Optional<JsonNode> parent(JsonNode span) {
            String id = span.path("parentId").asString("");
            return spans.values().stream().filter(other -> other.path("id").asString().equals(id)).findFirst();
        }
    }

    private static HttpResponse<String> post(String orderId) throws IOException, InterruptedException {
        return post(orderId, "29.99");
    }

    private static HttpResponse<String> post(String orderId, String price) throws IOException, InterruptedException {
        return stack.post("""
                {"order_id": "%s", "customer_name": "John Doe", "shipping_address": "123 Main St",
                 "items": [{"product_id": "456", "quantity": 1, "price": %s}]}""".formatted(orderId, price));
    }

    private static JsonNode get(String service, String path) throws IOException, InterruptedException {
        return JSON.readTree(text(service, path));
    }

    private static String text(String service, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = stack.get(service, path);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return response.body();
    }

    private static JsonNode zipkin(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = stack.get("ZIPKIN_PORT", path);
        return response.statusCode() == 200 ? JSON.readTree(response.body()) : JSON.createArrayNode();
    }

    private static int rows(String orderId) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + stack.port("MYSQL_PORT") + "/" + MariaDb.DATABASE, MariaDb.USER, MariaDb.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT COUNT(*) FROM orders WHERE order_id = '" + orderId + "'")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static SsmClient ssm() {
        return SsmClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + stack.port("AWS_ENDPOINT_PORT")))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
