package sample.records.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sample.local.dynamodb.DynamoDb;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The handler as Lambda calls it, against DynamoDB Local. */
class SaveUserRecordTest {

    private static DynamoDb dynamoDb;

    private final Map<String, String> env = new HashMap<>(Map.of("AWS_REGION", "us-east-1"));
    private final TestContext context = new TestContext("aws-request-1");
    private DynamoDbClient table;

    @BeforeAll
    static void startDynamoDb() throws Exception {
        dynamoDb = DynamoDb.start(0);
    }

    @AfterAll
    static void stopDynamoDb() throws Exception {
        dynamoDb.stop();
    }

    @BeforeEach
    void emptyTheTable() {
        System.setProperty("aws.endpointUrlDynamoDb", dynamoDb.uri().toString());
        table = new Clients(env).dynamoDb();
        records().forEach(record -> table.deleteItem(delete -> delete.tableName(DynamoDb.TABLE)
                .key(Map.of("RecordId", record.get("RecordId")))));
    }

    @AfterEach
    void forgetAddresses() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("aws.endpointUrl"));
    }

    @Test
    void storesARecordAndAnswersItsId() throws Exception {
        Answer answer = handle(event("request-1", "{\"user\": \"sre-student\"}"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("Record saved with ID: ");
        Map<String, AttributeValue> record = onlyRecord();
        assertThat(record).containsOnlyKeys("RecordId", "Timestamp", "User");
        assertThat(UUID.fromString(record.get("RecordId").s())).hasToString(answer.body().substring("Record saved with ID: ".length()));
        assertThat(Instant.parse(record.get("Timestamp").s())).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(record.get("User").s()).isEqualTo("sre-student");
    }

    @Test
    void theLogNamesTheTrace() throws Exception {
        handle(event("request-1", "{\"user\": \"me\"}"));
        assertThat(context.log()).contains("Request request-1 (trace 1-67891233-abcdef012345678912345678): record ");

        handle("{\"body\": \"{\\\"user\\\": \\\"me\\\"}\", \"headers\": {\"Traceparent\": \"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"}}");
        assertThat(context.log()).contains(" (trace 0af7651916cd43dd8448eb211c80319c): record ");

        handle("{\"body\": \"{\\\"user\\\": \\\"me\\\"}\", \"headers\": {\"X-Amzn-Trace-Id\": \"no\\nsuch id\"}}");
        assertThat(context.log()).contains(" (trace none): record ");
    }

    @Test
    void aRepeatedRequestStoresOneRecordAndAnswersTheSameId() throws Exception {
        Answer first = handle(event("request-1", "{\"user\": \"sre-student\"}"));
        Map<String, AttributeValue> stored = onlyRecord();

        assertThat(handle(event("request-1", "{\"user\": \"sre-student\"}"))).isEqualTo(first);
        assertThat(onlyRecord()).isEqualTo(stored);
    }

    @Test
    void anotherRequestStoresAnotherRecord() throws Exception {
        handle(event("request-1", "{\"user\": \"sre-student\"}"));
        handle(event("request-2", "{\"user\": \"sre-student\"}"));

        assertThat(records()).hasSize(2);
    }

    @Test
    void withoutAGatewayTheIdComesFromLambdasRequestId() throws Exception {
        Answer first = handle("{\"body\": \"{\\\"user\\\": \\\"me\\\"}\"}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(handle("{\"body\": \"{\\\"user\\\": \\\"me\\\"}\", \"requestContext\": null}")).isEqualTo(first);
        assertThat(records()).hasSize(1);
    }

    @Test
    void understandsABodyInBase64() throws Exception {
        String body = Base64.getEncoder().encodeToString("{\"user\": \"Zoë\"}".getBytes(UTF_8));

        handle("{\"requestContext\": {\"requestId\": \"r\"}, \"body\": \"%s\", \"isBase64Encoded\": true}".formatted(body));

        assertThat(onlyRecord().get("User").s()).isEqualTo("Zoë");
    }

    @ParameterizedTest
    @MethodSource
    void refusesWhatIsNoRecordAndSaysWhy(String body, String reason) throws Exception {
        Answer answer = handle(event("request-1", body));

        assertThat(answer).isEqualTo(new Answer(400, reason));
        assertThat(records()).isEmpty();
    }

    static Stream<Arguments> refusesWhatIsNoRecordAndSaysWhy() {
        return Stream.of(
                argumentSet("no body", null, "The body is missing: send {\"user\": \"...\"}"),
                argumentSet("an empty body", "", "The body is missing: send {\"user\": \"...\"}"),
                argumentSet("not JSON", "user=me", "The body is not valid JSON"),
                argumentSet("half of the JSON", "{\"user\": \"m", "The body is not valid JSON"),
                argumentSet("JSON and more", "{\"user\": \"me\"} {}", "The body goes on after its JSON object"),
                argumentSet("a list", "[\"user\"]", "The body is not a JSON object"),
                argumentSet("null", "null", "The body is not a JSON object"),
                argumentSet("no user", "{\"name\": {\"user\": \"me\"}}", "user is missing"),
                argumentSet("a user that is null", "{\"user\": null}", "user is not a string"),
                argumentSet("a user that is a number", "{\"user\": 7}", "user is not a string"),
                argumentSet("a user that is an object", "{\"user\": {\"user\": \"me\"}}", "user is not a string"),
                argumentSet("a blank user", "{\"user\": \" \"}", "user is empty"),
                argumentSet("a long user", "{\"user\": \"%s\"}".formatted("u".repeat(129)), "user is longer than 128 characters"),
                argumentSet("a long body", "{\"user\": \"me\", \"x\": \"%s\"}".formatted("x".repeat(8192)),
                        "The body is larger than 8192 bytes"),
                argumentSet("a long body in few characters", "{\"user\": \"me\", \"x\": \"%s\"}".formatted("ë".repeat(4096)),
                        "The body is larger than 8192 bytes"),
                argumentSet("deep nesting", "{\"user\": " + "[".repeat(2000), "user is not a string"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user\": \"me\", \"more\": {\"user\": [1, {}]}}", "{\"more\": [], \"user\": \"me\"}"})
    void leavesOtherFieldsAlone(String body) throws Exception {
        assertThat(handle(event("request-1", body)).status()).isEqualTo(200);
        assertThat(onlyRecord().get("User").s()).isEqualTo("me");
    }

    /** Thrown, so that Lambda counts an error; and logged before, with the request. */
    @Test
    void aTableThatFailsIsThrownAndLogged() {
        env.put("TABLE_NAME", "NoSuchTable");

        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> handle(event("request-1", "{\"user\": \"me\"}")));
        assertThat(context.log()).contains("Request request-1 (trace 1-67891233-abcdef012345678912345678) failed").doesNotContain("\"me\"");
    }

    @Test
    void aTableThatIsAwayIsThrown() throws Exception {
        System.setProperty("aws.endpointUrlDynamoDb", "http://127.0.0.1:1");

        assertThatExceptionOfType(SdkException.class).isThrownBy(() -> handle(event("request-1", "{\"user\": \"me\"}")));
    }

    @Test
    void theRehearsalBeforeASnapshotStoresNothing() throws Exception {
        SaveUserRecord handler = new SaveUserRecord(env, new Clients(env));

        handler.beforeCheckpoint(null);

        assertThat(records()).isEmpty();
    }

    @Test
    void theRehearsalBearsATableThatIsAway() {
        System.setProperty("aws.endpointUrlDynamoDb", "http://127.0.0.1:1");

        new SaveUserRecord(env, new Clients(env)).beforeCheckpoint(null);
    }

    @Test
    void withAQueueEachRecordIsAlsoSent() throws Exception {
        try (AwsStub sqs = AwsStub.answering(AwsStub::sqsAccepts)) {
            System.setProperty("aws.endpointUrlSqs", sqs.url());
            env.put("QUEUE_URL", sqs.url() + "/000000000000/records");

            handle(event("request-1", "{\"user\": \"sre-\\\"student\\\"\"}"));

            String id = onlyRecord().get("RecordId").s();
            assertThat(sqs.requests()).singleElement().asString().contains("QueueUrl", "/000000000000/records",
                    "\\\"recordId\\\":\\\"" + id, "sre-\\\\\\\"student");
        }
    }

    @Test
    void customMetricsAreOneLineInTheEmbeddedMetricFormat() throws Exception {
        env.put("CUSTOM_METRICS", "true");

        List<String> lines = printed(() -> handle(event("request-1", "{\"user\": \"sre-student\"}")));

        assertThat(lines).singleElement().asString()
                .containsPattern("^\\{\"_aws\":\\{\"Timestamp\":\\d{13},\"CloudWatchMetrics\":\\[\\{\"Namespace\":\"RecordsLab\","
                        + "\"Dimensions\":\\[\\[\"FunctionName\"]],\"Metrics\":\\[\\{\"Name\": \"RecordsStored\", \"Unit\": \"Count\"}]}]},"
                        + "\"FunctionName\":\"SaveUserRecord\",\"RecordsStored\":1,\"User\":\"sre-student\"}$");
    }

    @Test
    void aRecordIsCountedOnceHoweverOftenItIsSent() throws Exception {
        env.put("CUSTOM_METRICS", "true");
        handle(event("request-1", "{\"user\": \"me\"}"));

        assertThat(printed(() -> handle(event("request-1", "{\"user\": \"me\"}")))).isEmpty();
    }

    @Test
    void withoutTheVariableThereAreNoCustomMetrics() throws Exception {
        assertThat(printed(() -> handle(event("request-1", "{\"user\": \"me\"}")))).isEmpty();
    }

    @Test
    void chaosRefusesWhatTheParameterSays() throws Exception {
        try (AwsStub ssm = AwsStub.parameters(Map.of("/lab/chaos/refused-percent", "100"))) {
            chaos(ssm);

            assertThatExceptionOfType(ChaosException.class).isThrownBy(() -> handle(event("request-1", "{\"user\": \"me\"}")));
            assertThat(records()).isEmpty();
        }
    }

    @Test
    void chaosSlowsDownWhatTheParameterSays() throws Exception {
        try (AwsStub ssm = AwsStub.parameters(Map.of("/lab/chaos/slow-percent", "100"))) {
            chaos(ssm);
            long begin = System.nanoTime();

            assertThat(handle(event("request-1", "{\"user\": \"me\"}")).status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Chaos.SLOW);
        }
    }

    @Test
    void chaosLeavesTheWritesAloneWhileItsParametersAreMissingOrNoNumbers() throws Exception {
        try (AwsStub ssm = AwsStub.parameters(Map.of("/lab/chaos/refused-percent", "lots"))) {
            chaos(ssm);

            assertThat(handle(event("request-1", "{\"user\": \"me\"}")).status()).isEqualTo(200);
            assertThat(context.log()).contains("Chaos ignores /lab/chaos/refused-percent=lots");
        }
    }

    @Test
    void chaosSaysThatItsParametersCannotBeRead() throws Exception {
        try (AwsStub ssm = AwsStub.answering(request -> null)) {
            chaos(ssm);

            assertThat(handle(event("request-1", "{\"user\": \"me\"}")).status()).isEqualTo(200);
            assertThat(context.log()).contains("Chaos stays at {}, because /lab/chaos could not be read");
        }
    }

    private void chaos(AwsStub ssm) {
        System.setProperty("aws.endpointUrlSsm", ssm.url());
        env.put("CHAOS_PARAMETER", "/lab/chaos");
    }

    private Answer handle(String event) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SaveUserRecord(env, new Clients(env)).handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), output, context);
        return Answer.of(output.toString(UTF_8));
    }

    private List<Map<String, AttributeValue>> records() {
        return table.scan(scan -> scan.tableName(DynamoDb.TABLE)).items();
    }

    private Map<String, AttributeValue> onlyRecord() {
        assertThat(records()).hasSize(1);
        return records().getFirst();
    }

    private static String event(String requestId, String body) {
        return Events.post(requestId, body);
    }

    private interface Call {
        void run() throws Exception;
    }

    private static List<String> printed(Call call) throws Exception {
        PrintStream standardOutput = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, UTF_8));
        try {
            call.run();
        } finally {
            System.setOut(standardOutput);
        }
        return bytes.toString(UTF_8).lines().toList();
    }
}
