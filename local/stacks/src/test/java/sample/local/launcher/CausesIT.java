package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real programs, of which one after the other is starved, stopped or killed. The sender of an order is told the true cause, whether
 * the order may be stored, and its id; the log of the service that refuses it and order-api's metric name the same cause.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class CausesIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NOT_STORED = "; this request did not store the order";
    private static final String MAY_BE_STORED = "; the order may be stored: send it again under the same order_id";

    /** @param cause empty when the order was stored */
    private record Answer(int status, String cause, String detail, String orderId, String retryAfter) {

        static Answer of(HttpResponse<String> response) {
            JsonNode body = JSON.readTree(response.body());
            return new Answer(response.statusCode(), body.path("type").asString("").replaceAll(".*:", ""), body.path("detail").asString(""),
                    body.path("order_id").asString(""), response.headers().firstValue("Retry-After").orElse("never"));
        }

        boolean isStored() {
            return status == 200;
        }
    }

    private RunningStack stack;

    @BeforeAll
    void start(@TempDir Path state) throws Exception {
        stack = RunningStack.orders(state).with("OTEL_JAVAAGENT_ENABLED", "false").up();
    }

    @AfterAll
    void stop() throws Exception {
        stack.close();
    }

    @Test
    void aStarvedPool() throws Exception {
        set("mysql/pool-size", 1);
        set("mysql/max-overflow", 0);
        awaitPool(1);
        try {
            List<Answer> refused = postAtOnce(100).stream().filter(answer -> !answer.isStored()).toList();

            assertThat(refused).isNotEmpty().allSatisfy(answer -> assertRefused(answer, 503, "pool-exhausted", NOT_STORED));
            assertIsKnownAs("pool-exhausted", 503, refused.getFirst(), "delivery-api");
        } finally {
            set("mysql/pool-size", 10);
            set("mysql/max-overflow", 20);
            awaitPool(30);
        }
    }

    @Test
    void killedConnections() throws Exception {
        List<Answer> refused = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            postAtOnce(5);
            killConnections();
            refused.addAll(postAtOnce(5).stream().filter(answer -> !answer.isStored()).toList());
        }

        assertThat(refused).isNotEmpty().allSatisfy(CausesIT::assertIsOfTheDatabase);
        awaitStored();
    }

    @Test
    void aDatabaseThatDoesNotAnswer() throws Exception {
        awaitStored();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true); // so that the pool looks whether a connection works
        ProcessHandle database = stack.process("mariadb");
        signal("STOP", database);
        try {
            Answer answer = post();

            assertRefused(answer, 503, "database-failed", NOT_STORED);
            assertIsKnownAs("database-failed", 503, answer, "delivery-api");
        } finally {
            signal("CONT", database);
        }
        awaitStored();
    }

    @Test
    void aDatabaseThatIsKilled() throws Exception {
        awaitStored();
        ProcessHandle database = stack.process("mariadb");
        database.destroyForcibly();

        List<Answer> refused = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            Answer answer = post();
            if (!answer.isStored()) {
                refused.add(answer);
            }
            return answer.isStored();
        });

        assertThat(refused).isNotEmpty().allSatisfy(CausesIT::assertIsOfTheDatabase);
    }

    @Test
    void aCarrierThatRefuses() throws Exception {
        set("fault/carrier-outage", 100);
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> !post().isStored());
            Answer answer = post();

            assertRefused(answer, 502, "carrier-failed", NOT_STORED);
            assertIsKnownAs("carrier-failed", 502, answer, "delivery-api");
        } finally {
            set("fault/carrier-outage", 0);
            awaitStored();
        }
    }

    @Test
    void aDeliveryApiThatIsNotThere() throws Exception {
        stack.run("program", "stop", "delivery-api");
        try {
            Answer answer = post();

            assertRefused(answer, 503, "delivery-unreachable", NOT_STORED);
            assertIsKnownAs("delivery-unreachable", 503, answer);
        } finally {
            stack.run("program", "start", "delivery-api");
        }
        awaitStored();
    }

    /** It takes the order and says nothing. The client, who gave no id, finds it in the problem, and its order is stored once. */
    @Test
    void aDeliveryApiThatDoesNotAnswer() throws Exception {
        awaitStored();
        String customer = "Jane " + letters();
        ProcessHandle delivery = stack.process("delivery-api");
        signal("STOP", delivery);
        Answer answer;
        try {
            answer = Answer.of(stack.post(order(null, customer)));
        } finally {
            signal("CONT", delivery);
        }

        assertRefused(answer, 504, "delivery-timeout", MAY_BE_STORED);
        assertIsKnownAs("delivery-timeout", 504, answer);
        assertThat(answer.orderId()).matches("ORD-.{36}");
        await().atMost(Duration.ofSeconds(20)).until(() -> stack.get("ORDER_API_PORT", "/api/orders/" + answer.orderId()).statusCode() == 200);
        assertThat(Answer.of(stack.post(order(answer.orderId(), customer))).isStored()).isTrue();
        try (Connection connection = database(); Statement statement = connection.createStatement()) {
            assertThat(numbers(statement, "SELECT COUNT(*) FROM orders WHERE customer_name = '" + customer + "'")).containsExactly(1L);
        }
    }

    private static void assertRefused(Answer answer, int status, String cause, String whatBecameOfTheOrder) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.cause()).isEqualTo(cause);
        assertThat(answer.detail()).endsWith(whatBecameOfTheOrder);
        assertThat(answer.orderId()).isNotEmpty();
        assertThat(answer.retryAfter()).isEqualTo("1");
    }

    private static void assertIsOfTheDatabase(Answer answer) {
        assertThat(answer.cause()).as("%s", answer).isIn("database-failed", "commit-failed");
        assertRefused(answer, 503, answer.cause(), answer.cause().equals("commit-failed") ? MAY_BE_STORED : NOT_STORED);
    }

    /** The cause stands in order-api's metric and log, and in the logs of {@code services}, with the order's id, in one line. */
    private void assertIsKnownAs(String cause, int status, Answer answer, String... services) throws Exception {
        assertThat(stack.get("ORDER_API_PORT", "/actuator/prometheus").body())
                .containsPattern("orders_refused_total\\{cause=\"" + cause + "\",status=\"" + status + "\"} [1-9]");
        assertThat(warnings("order-api", answer.orderId())).singleElement().asString().contains("not delivered: " + cause);
        for (String service : services) {
            assertThat(warnings(service, answer.orderId())).singleElement().asString().contains("refused: " + cause);
        }
    }

    private List<String> warnings(String service, String orderId) throws IOException {
        return Files.readAllLines(stack.paths().log(service)).stream()
                .filter(line -> line.contains(orderId) && (line.contains(" WARN ") || line.contains(" ERROR "))).toList();
    }

    private Answer post() throws IOException, InterruptedException {
        return Answer.of(stack.post(order("C-" + UUID.randomUUID(), "Jane Roe")));
    }

    private List<Answer> postAtOnce(int count) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = IntStream.range(0, count).mapToObj(i -> threads.submit(this::post)).toList();
            List<Answer> all = new ArrayList<>();
            for (Future<Answer> answer : answers) {
                all.add(answer.get());
            }
            return all;
        }
    }

    private void awaitStored() {
        await().atMost(Duration.ofSeconds(60)).until(() -> post().isStored());
    }

    private static String order(String id, String customer) {
        return """
                {%s"customer_name": "%s", "shipping_address": "123 Main St",
                 "items": [{"product_id": "456", "quantity": 1, "price": 0.01}]}"""
                .formatted(id == null ? "" : "\"order_id\": \"" + id + "\", ", customer);
    }

    private static String letters() {
        return UUID.randomUUID().toString().replaceAll("[^a-f]", "x");
    }

    private void set(String parameter, int value) {
        try (SsmClient ssm = SsmClient.builder().endpointOverride(URI.create(stack.url("AWS_ENDPOINT_PORT", "")))
                .region(Region.US_EAST_1).httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"))).build()) {
            ssm.putParameter(put -> put.name("/java-sample-app/" + parameter).value(String.valueOf(value)).type(ParameterType.STRING).overwrite(true));
        }
    }

    private void awaitPool(int maximum) {
        await().atMost(Duration.ofSeconds(20)).until(() -> JSON.readTree(stack.get("DELIVERY_API_PORT", "/api/delivery/config").body())
                .at("/pool/maximum").asInt() == maximum);
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor()).isZero();
    }

    private void killConnections() throws SQLException {
        try (Connection connection = database(); Statement statement = connection.createStatement()) {
            for (long id : numbers(statement, "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID()")) {
                try {
                    statement.execute("KILL " + id);
                } catch (SQLException e) {
                    // It is closed already.
                }
            }
        }
    }

    private static List<Long> numbers(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        }
    }

    private Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + stack.port("MYSQL_PORT") + "/" + MariaDb.DATABASE, MariaDb.USER, MariaDb.PASSWORD);
    }
}
