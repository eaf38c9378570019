package sample.local.signals.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sample.local.signals.SignalsServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole program: telemetry in, the document out. */
@Timeout(60)
class ApiTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private SignalsServer server;

    @BeforeEach
    void start() throws IOException {
        server = SignalsServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void spansThatComeInAreInTheDocument() throws Exception {
        for (int i = 0; i < 10; i++) {
            export("/v1/traces", request(i < 3 ? 503 : 200).toByteArray());
        }

        JsonNode objective = get("/api/state").path("objectives").path(0);
        assertThat(objective.path("name").asString()).isEqualTo("java-sample-app-orders-availability");
        assertThat(objective.path("requests").asInt()).isEqualTo(10);
        assertThat(objective.path("bad_requests").asInt()).isEqualTo(3);
        assertThat(objective.path("state").asString()).isEqualTo("missed");
        assertThat(get("/api/state").path("health").path("state").asString()).isEqualTo("trouble");
        await().untilAsserted(() -> assertThat(get("/api/state").path("requests").path("failed").size()).isEqualTo(3));
        await().untilAsserted(() -> {
            JsonNode edge = get("/api/state").path("map").path("edges").path(0);
            assertThat(edge.path("from").asString() + " -> " + edge.path("to").asString())
                    .isEqualTo("clients -> order-api");
            assertThat(edge.path("requests").asInt()).isEqualTo(10);
            assertThat(edge.path("faults").asInt()).isEqualTo(3);
            assertThat(edge.path("p99_ms").asDouble()).isEqualTo(50);
        });
    }

    /**
     * The agent's histograms count from its start on, so that two of them are needed to know what one second brought.
     */
    @Test
    void thePoolIsShownByTheSecondWithItsArithmetic() throws Exception {
        export("/v1/metrics", pool(10, 1000).toByteArray());
        export("/v1/metrics", pool(30, 2000).toByteArray());

        JsonNode pool = get("/api/state").path("pools").path(0);
        assertThat(pool.path("service").asString() + " " + pool.path("pool").asString())
                .isEqualTo("delivery-api mysql");
        assertThat(pool.path("max").asInt()).isEqualTo(30);
        assertThat(pool.path("used").asInt()).isEqualTo(28);
        assertThat(pool.path("idle").asInt()).isEqualTo(2);
        assertThat(pool.path("pending").asInt()).isEqualTo(4);
        // 10 took 1000 ms in all, and 20 more another 1000.
        assertThat(pool.path("hold_ms").asDouble()).isEqualTo(2000.0 / 30);
        assertThat(pool.path("capacity_per_s").asDouble()).isEqualTo(30 * 1000 / (2000.0 / 30));
        await().untilAsserted(() -> assertThat(get("/api/charts?seconds=60&period=1").path("pools").path(0)
                .path("pending").values()
                .stream().filter(JsonNode::isNumber).toList()).isNotEmpty());
    }

    @Test
    void aMetricThatTheTemplateAsksForAndNobodySendsIsNamed() throws Exception {
        List<String> before = unseen();
        assertThat(before).contains("java-sample-app hikaricp.connections.pending.value", "ApplicationSignals Latency",
                "AWS/ApplicationSignals BurnRate");
        export("/v1/traces", request(200).toByteArray());

        assertThat(unseen().size()).isLessThan(before.size());
        assertThat(get("/api/state").path("unseen_metrics").values()).anySatisfy(metric -> {
            assertThat(metric.path("name").asString()).isEqualTo("hikaricp.connections.pending.value");
            assertThat(metric.path("asked_by").toString()).contains("java-sample-app-pool-queue",
                    "The pool, in the worst pod");
        });
    }

    @Test
    void theDocumentComesEachSecond() throws Exception {
        HttpResponse<InputStream> answer = client.send(HttpRequest.newBuilder(url("/api/events")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        int states = 0;
        int charts = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String event = "";
            while (states < 4 || charts < 1) {
                String line = lines.readLine();
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    JsonNode data = JsonMapper.shared().readTree(line.substring(6));
                    assertThat(data.has(event.equals("state") ? "alarms" : "charts")).isTrue();
                    states += event.equals("state") ? 1 : 0;
                    charts += event.equals("charts") ? 1 : 0;
                }
            }
        }
    }

    @Test
    void theNumberOfListenersIsBoundedAndAPlaceIsFreeAgain() throws Exception {
        List<HttpResponse<InputStream>> listeners = new ArrayList<>();
        HttpResponse<InputStream> last;
        do {
            last = client.send(HttpRequest.newBuilder(url("/api/events"))
                    .build(), HttpResponse.BodyHandlers.ofInputStream());
            listeners.add(last);
        } while (last.statusCode() == 200);

        assertThat(last.statusCode()).isEqualTo(503);
        assertThat(listeners).hasSize(21);
        for (HttpResponse<InputStream> listener : listeners) {
            listener.body().close();
        }
        await().untilAsserted(() -> {
            HttpResponse<InputStream> next = client.send(HttpRequest.newBuilder(url("/api/events")).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            next.body().close();
            assertThat(next.statusCode()).isEqualTo(200);
        });
    }

    @Test
    void logLinesAreTakenAsJsonOnly() throws Exception {
        String lines =
                "INFO nothing\n{\"_aws\":{\"CloudWatchMetrics\":[{\"Namespace\":\"Lab\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"m\"}]}]},\"m\":2}\n";

        assertThat(post("/api/log-lines", "application/json", lines).body()).isEqualTo("{\"metrics\":1}");
        assertThat(post("/api/log-lines", "text/plain", lines).statusCode()).isEqualTo(415);
        assertThat(post("/api/log-lines", "application/json", "x".repeat(300_000)).statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({"/api/charts?seconds=900&period=5, 200", "/api/charts, 200", "/api/charts?seconds=10800&period=60, 200",
            "/api/charts?seconds=10800&period=5, 400", "/api/charts?seconds=-1, 400", "/api/charts?period=7, 400",
                    "/api/charts?seconds=99999, 400",
            "/api/charts?seconds=x, 400", "/api/nothing, 404", "/nothing, 404", "/../api.html, 404"})
    void refusesWhatItDoesNotKnow(String path, int status) throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(url(path))
                .build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JsonMapper.shared().readTree(answer.body()).has("message")).isEqualTo(status != 200);
    }

    /** What a page of another site makes a browser send, on both ports. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/state", "/api/charts", "/api/events", "/api/log-lines", "/", "/v1/traces",
            "/v1/metrics",
            "/service/GraniteServiceVersion20100801/operation/PutMetricData"})
    void otherSitesPagesAreRefused(String path) throws Exception {
        URI address = URI.create((path.startsWith("/v1") ? server.otlp() : server.page()) + path);
        for (String method : List.of("GET", "POST", "DELETE")) {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(address)
                    .header("Origin", "http://evil.example")
                    .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                    .build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(403);
        }
    }

    private List<String> unseen() throws Exception {
        return get("/api/state").path("unseen_metrics").values().stream()
                .map(metric -> metric.path("namespace").asString() + " " + metric.path("name").asString()).toList();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(url(path))
                .build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void export(String path, byte[] message) throws IOException, InterruptedException {
        assertThat(client.send(HttpRequest.newBuilder(URI.create(server.otlp() + path))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode()).isEqualTo(200);
    }

    private URI url(String path) {
        return URI.create(server.page() + path);
    }

    private int traces;

    /** A request of 50 ms to order-api that was answered now. */
    private ExportTraceServiceRequest request(int status) {
        byte[] trace = new byte[16];
        trace[15] = (byte) ++traces;
        long now = nanos();
        return ExportTraceServiceRequest.newBuilder().addResourceSpans(ResourceSpans.newBuilder()
                .setResource(service("order-api"))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(Span.newBuilder().setTraceId(ByteString.copyFrom(trace))
                        .setSpanId(ByteString.copyFrom(new byte[]{0, 0, 0, 0, 0, 0, 0, 1})).setName("POST /api/orders")
                        .setKind(Span.SpanKind.SPAN_KIND_SERVER).setStartTimeUnixNano(now - 50_000_000)
                        .setEndTimeUnixNano(now)
                        .addAttributes(KeyValue.newBuilder().setKey("http.response.status_code")
                        .setValue(AnyValue.newBuilder().setIntValue(status))))))
                .build();
    }

    private static ExportMetricsServiceRequest pool(long uses, double totalMilliseconds) {
        return ExportMetricsServiceRequest.newBuilder().addResourceMetrics(ResourceMetrics.newBuilder()
                .setResource(service("delivery-api"))
                .addScopeMetrics(ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder().setName("db.client.connections.usage").setSum(Sum.newBuilder()
                                .addDataPoints(point(28, "state", "used")).addDataPoints(point(2, "state", "idle"))))
                        .addMetrics(Metric.newBuilder().setName("db.client.connections.max")
                        .setSum(Sum.newBuilder().addDataPoints(point(30, "", ""))))
                        .addMetrics(Metric.newBuilder().setName("db.client.connections.pending_requests")
                                .setGauge(Gauge.newBuilder().addDataPoints(point(4, "", ""))))
                        .addMetrics(Metric.newBuilder().setName("db.client.connections.use_time")
                        .setHistogram(Histogram.newBuilder()
                                .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                                .addDataPoints(HistogramDataPoint.newBuilder().setStartTimeUnixNano(1)
                                .setTimeUnixNano(nanos())
                                        .setCount(uses).setSum(totalMilliseconds)
                                        .addAttributes(attribute("pool.name", "mysql"))))))).build();
    }

    private static NumberDataPoint.Builder point(long value, String attribute, String its) {
        return NumberDataPoint.newBuilder().setTimeUnixNano(nanos()).setAsInt(value)
                .addAttributes(attribute("pool.name", "mysql"))
                .addAttributes(attribute(attribute, its));
    }

    private static KeyValue.Builder attribute(String name, String value) {
        return KeyValue.newBuilder().setKey(name).setValue(AnyValue.newBuilder().setStringValue(value));
    }

    private static Resource.Builder service(String name) {
        return Resource.newBuilder().addAttributes(attribute("service.name", name));
    }

    private static long nanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
