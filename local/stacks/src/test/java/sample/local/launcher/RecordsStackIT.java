package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
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
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The lab as a user starts it, on other ports: one request is followed from the page to the table, then it is broken. */
@TestMethodOrder(OrderAnnotation.class)
class RecordsStackIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    @TempDir
    private static Path state;
    private static RunningStack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = RunningStack.records(state).with("CHAOS_PARAMETER", "/records-lab/chaos").up();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    @Order(1)
    void aVisitStoresARecord() throws Exception {
        HttpResponse<String> answer = visit();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("Backend Response: Record saved with ID: ");
        String id = answer.body().substring(answer.body().lastIndexOf(' ') + 1);
        try (DynamoDbClient dynamoDb = DynamoDbClient.builder().region(Region.US_EAST_1).httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(URI.create(stack.url("RECORDS_DYNAMODB_PORT", ""))).credentialsProvider(credentials()).build()) {
            Map<String, AttributeValue> record = dynamoDb.getItem(get -> get.tableName("UserRecords")
                    .key(Map.of("RecordId", AttributeValue.fromS(id)))).item();
            assertThat(record.get("User").s()).isEqualTo("sre-student");
        }
    }

    @Test
    @Order(2)
    void itsTraceIsInOnePieceFromThePageToTheTable() throws Exception {
        // Zipkin is started last, and spans that come before it are lost.
        await().atMost(Duration.ofSeconds(90)).until(() -> stack.program("zipkin")[0].equals("ready"));
        visit();
        List<JsonNode> trace = await().atMost(Duration.ofSeconds(30)).until(RecordsStackIT::newestTrace, spans ->
                spans.stream().anyMatch(span -> name(span).contains("dynamodb")) && spans.stream().anyMatch(RecordsStackIT::isRoot));

        List<String> path = new ArrayList<>();
        JsonNode span = trace.stream().filter(it -> name(it).contains("dynamodb")).findFirst().orElseThrow();
        for (; span != null; span = parent(trace, span)) {
            path.addFirst("%s %s %s".formatted(span.at("/localEndpoint/serviceName").asString(), span.path("kind").asString("INTERNAL"), name(span)));
        }
        assertThat(path).as("spans: " + trace).containsExactly(
                "records-web SERVER get /",
                "records-web CLIENT post",
                "records-api SERVER post /prod",
                "records-api INTERNAL saveuserrecord.handlerequest",
                "records-api CLIENT dynamodb.putitem");
    }

    @Test
    @Order(2)
    void theRecordIsOnTheQueueToo() {
        try (SqsClient sqs = SqsClient.builder().region(Region.US_EAST_1).httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(URI.create(stack.url("RECORDS_SQS_PORT", ""))).credentialsProvider(credentials()).build()) {
            String queue = stack.url("RECORDS_SQS_PORT", "/000000000000/records");

            assertThat(sqs.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(5)).messages()).singleElement()
                    .satisfies(message -> assertThat(message.body()).contains("recordId", "sre-student"));
        }
    }

    /** All that the template's alarms and dashboard ask for, but for what Elastic Beanstalk alone reports. */
    @Test
    @Order(3)
    void everyMetricThatTheTemplateAsksForIsSeen() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(JSON.readTree(
                get("RECORDS_SIGNALS_PORT", "/api/state").body()).path("unseen_metrics").valueStream()
                .map(metric -> metric.path("namespace").asString() + " " + metric.path("name").asString()))
                .containsExactlyInAnyOrder("AWS/ElasticBeanstalk EnvironmentHealth", "AWS/ElasticBeanstalk ApplicationRequests5xx",
                        "AWS/ElasticBeanstalk ApplicationLatencyP90"));
    }

    @Test
    @Order(4)
    void aThrottledFunctionIsAnErrorOnThePage() throws Exception {
        String concurrency = stack.url("RECORDS_API_PORT", "/2017-10-31/functions/SaveUserRecord/concurrency");
        stack.send(HttpRequest.newBuilder(URI.create(concurrency)).PUT(BodyPublishers.ofString("{\"ReservedConcurrentExecutions\":0}")).build());

        assertThat(visit().statusCode()).isEqualTo(500);
        assertThat(visit().body()).isEqualTo("Error contacting backend: it answered 500");

        stack.send(HttpRequest.newBuilder(URI.create(concurrency)).DELETE().build());
        assertThat(visit().statusCode()).isEqualTo(200);
    }

    @Test
    @Order(5)
    void chaosFollowsItsParameter() throws Exception {
        try (SsmClient ssm = SsmClient.builder().region(Region.US_EAST_1).httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(URI.create(stack.url("RECORDS_SSM_PORT", ""))).credentialsProvider(credentials()).build()) {
            ssm.putParameter(put -> put.name("/records-lab/chaos/refused-percent").value("100").type("String"));

            await().atMost(Duration.ofSeconds(20)).until(() -> visit().body().equals("Error contacting backend: it answered 502"));

            ssm.deleteParameter(delete -> delete.name("/records-lab/chaos/refused-percent"));
            await().atMost(Duration.ofSeconds(20)).until(() -> visit().statusCode() == 200);
        }
    }

    @Test
    @Order(6)
    void withoutItsTableTheLabAnswersAnError() throws Exception {
        assertThat(stack.run("program", "stop", "dynamodb").status()).isZero();
        assertThat(visit().statusCode()).isEqualTo(500);

        assertThat(stack.run("program", "start", "dynamodb").status()).isZero();
        assertThat(visit().statusCode()).isEqualTo(200);
    }

    @Test
    @Order(7)
    void everythingListensOnTheLoopbackAddressAlone() throws Exception {
        for (int port : stack.ports().values()) {
            assertThat(RunningStack.accepts(InetAddress.getLoopbackAddress(), port)).isTrue();
            // Linux answers for all of 127/8: what listens on every address would answer here as well.
            assertThat(RunningStack.accepts(InetAddress.getByName("127.1.2.3"), port)).as("port " + port).isFalse();
        }
    }

    private static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    }

    private static List<JsonNode> newestTrace() throws Exception {
        JsonNode traces = JSON.readTree(get("ZIPKIN_PORT", "/api/v2/traces?serviceName=records-web&limit=1").body());
        return StreamSupport.stream(traces.path(0).spliterator(), false).toList();
    }

    private static boolean isRoot(JsonNode span) {
        return span.path("parentId").isMissingNode();
    }

    private static String name(JsonNode span) {
        return span.path("name").asString("");
    }

    private static JsonNode parent(List<JsonNode> trace, JsonNode span) {
        return trace.stream().filter(other -> other.path("id").asString().equals(span.path("parentId").asString(""))).findFirst().orElse(null);
    }

    private static HttpResponse<String> visit() throws IOException, InterruptedException {
        return get("RECORDS_WEB_PORT", "/");
    }

    private static HttpResponse<String> get(String port, String path) throws IOException, InterruptedException {
        return stack.get(port, path);
    }
}
