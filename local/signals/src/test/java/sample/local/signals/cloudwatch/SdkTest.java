package sample.local.signals.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.signals.SignalsServer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** The SDK that delivery-api has, and clients of the older protocols. */
class SdkTest {

    private SignalsServer server;
    private CloudWatchClient sdk;

    @BeforeEach
    void start() throws IOException {
        server = SignalsServer.start();
        sdk = CloudWatchClient.builder().region(Region.US_EAST_1).endpointOverride(URI.create(server.page()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create()).build();
    }

    @AfterEach
    void stop() {
        sdk.close();
        server.close();
    }

    @Test
    void takesMetricsAndGivesThemBack() {
        Instant now = Instant.now();
        put("Pool", List.of(MetricDatum.builder().metricName("hikaricp.connections.pending.value").value(7.0)
                .timestamp(now)
                .dimensions(Dimension.builder().name("pool").value("mysql").build()).build()));

        assertThat(sdk.listMetrics(it -> it.namespace("Pool")).metrics()).singleElement().satisfies(metric ->
                assertThat(metric.metricName()).isEqualTo("hikaricp.connections.pending.value"));
        assertThat(sdk.getMetricStatistics(it -> it.namespace("Pool").metricName("hikaricp.connections.pending.value")
                .dimensions(Dimension.builder().name("pool").value("mysql").build()).startTime(now.minusSeconds(60))
                .endTime(now.plusSeconds(60))
                .period(60).statistics(Statistic.MAXIMUM)).datapoints()).singleElement().satisfies(point -> {
                    assertThat(point.maximum()).isEqualTo(7);
                    assertThat(point.timestamp()).isBetween(now.minusSeconds(60), now);
                });
    }

    /** From 10 KB on, the SDK packs what it sends. */
    @Test
    void takesALargeCallWhichTheSdkSendsAsGzip() {
        put("Many", IntStream.range(0, 500).mapToObj(i -> MetricDatum.builder()
                .metricName("a metric with a long name " + i % 50).value((double) i)
                .build()).toList());

        assertThat(sdk.listMetrics(it -> it.namespace("Many")).metrics()).hasSize(50);
    }

    @Test
    void describesTheTemplatesAlarms() {
        assertThat(sdk.describeAlarms().metricAlarms()).hasSize(12).anySatisfy(alarm -> {
            assertThat(alarm.alarmName()).isEqualTo("java-sample-app-orders-availability-burns");
            assertThat(alarm.metrics()).hasSize(3);
            assertThat(alarm.stateUpdatedTimestamp()).isBefore(Instant.now());
            assertThat(alarm.alarmActions())
                    .containsExactly("arn:aws:sns:us-east-1:000000000000:java-sample-app-alarms");
        });
    }

    @Test
    void whatIsRefusedHasTheCodeOfCloudWatch() {
        assertThatExceptionOfType(CloudWatchException.class)
                .isThrownBy(() -> sdk.deleteAlarms(it -> it.alarmNames("x")))
                .withMessageContaining("does not do DeleteAlarms");
        assertThatExceptionOfType(CloudWatchException.class)
                .isThrownBy(() -> put("N", List.of(MetricDatum.builder().metricName("m").build())))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"StartTime": 1000, "EndTime": 999, "Period": 60, "Statistics": ["Sum"]}              | must be less than
            {"StartTime": 1000, "EndTime": 2000, "Period": 61, "Statistics": ["Sum"]}             | Period must be
            {"StartTime": 1000, "EndTime": 2000, "Period": 60, "ExtendedStatistics": ["tm99"]}    | tm99 is not computed here
            {"StartTime": 1000, "EndTime": 2000, "Period": 60}                                    | The parameter Statistics is required
            {"StartTime": 1000, "EndTime": 999999999, "Period": 60, "Statistics": ["Sum"]}        | exceeds the limit of 1440
            {"StartTime": "soon", "EndTime": 2000, "Period": 60, "Statistics": ["Sum"]}           | for parameter StartTime is invalid
            """)
    void whatCloudWatchRefusesIsRefused(String input, String message) throws Exception {
        HttpResponse<String> answer = post("/", input.replace("{", "{\"Namespace\": \"N\", \"MetricName\": \"M\", "),
                "X-Amz-Target", "GraniteServiceVersion20100801.GetMetricStatistics", "Content-Type",
                "application/x-amz-json-1.0");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
    }

    @Test
    void nothingIsKeptOfACallThatIsRefused() {
        assertThatExceptionOfType(CloudWatchException.class).isThrownBy(() -> put("Half", List.of(
                MetricDatum.builder().metricName("good").value(1.0).build(), MetricDatum.builder().metricName("bad")
                .build())));

        assertThat(sdk.listMetrics(it -> it.namespace("Half")).metrics()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/x-www-form-urlencoded | Action=PutMetricData&Version=2010-08-01&Namespace=Old&MetricData.member.1.MetricName=m&MetricData.member.1.Value=3&MetricData.member.1.Dimensions.member.1.Name=a&MetricData.member.1.Dimensions.member.1.Value=b | 200 | <PutMetricDataResponse
            application/x-www-form-urlencoded | Action=ListMetrics&Namespace=None                  | 200 | <ListMetricsResult><Metrics></Metrics></ListMetricsResult>
            application/x-www-form-urlencoded | Action=DescribeAlarms&AlarmNames.member.1=java-sample-app-pool-queue | 200 | <StateValue>
            application/x-www-form-urlencoded | Action=SetAlarmState&AlarmName=x                   | 400 | <Code>UnknownOperation</Code>
            application/x-www-form-urlencoded | Action=PutMetricData&MetricData.member.x.Value=3   | 400 | <Code>InvalidParameterValue</Code>
            application/x-www-form-urlencoded | Action=%%%                                          | 400 | <Code>InvalidParameterValue</Code>
            """)
    void olderClientsAreAnsweredInXml(String type, String body, int status, String contained) throws Exception {
        HttpResponse<String> answer = post("/", body, "Content-Type", type);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(contained);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ListMetrics  | {"Namespace": "None"}             | 200 | {"Metrics":[]}
            ListMetrics  | {"Namespace": ["no                | 400 | SerializationException
            ListMetrics  | {"Owner": "x"}                    | 400 | Owner: this endpoint does not support it
            SetAlarmState| {}                                | 400 | does not do SetAlarmState
            """)
    void jsonIsAnsweredInJson(String operation, String body, int status, String contained) throws Exception {
        HttpResponse<String> answer = post("/", body, "X-Amz-Target", "GraniteServiceVersion20100801." + operation,
                "Content-Type", "application/x-amz-json-1.0");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(contained);
    }

    @Test
    void garbageInsteadOfCborIsRefused() throws Exception {
        HttpResponse<String> answer = post("/service/GraniteServiceVersion20100801/operation/PutMetricData",
                "\u0001\u0002garbage",
                "Content-Type", "application/cbor");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-amzn-query-error")).isPresent();
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(server.page() + path)).headers(headers)
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private void put(String namespace, List<MetricDatum> data) {
        sdk.putMetricData(it -> it.namespace(namespace).metricData(data));
    }
}
