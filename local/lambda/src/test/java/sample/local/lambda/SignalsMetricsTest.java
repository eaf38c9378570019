package sample.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sample.local.signals.embedded.EmbeddedMetrics;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;

/** What arrives is read as Signals reads it. */
class SignalsMetricsTest {

    private static final Map<String, String> GATEWAY = Map.of("ApiName", "UserRecords", "Stage", "prod");

    private final MetricStore arrived = new MetricStore(Clock.systemUTC());
    private HttpServer signals;

    @BeforeEach
    void listen() throws IOException {
        listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() {
        signals.stop(0);
    }

    @Test
    void eachValueArrives() {
        SignalsMetrics metrics = metrics();

        metrics.put("AWS/ApiGateway", "Latency", GATEWAY, 20);
        metrics.put("AWS/ApiGateway", "Latency", GATEWAY, 40);

        await().untilAsserted(() -> assertThat(sum("AWS/ApiGateway", "Latency", GATEWAY)).isEqualTo(60));
    }

    @Test
    void whatTheFunctionPrintsInTheEmbeddedMetricFormatArrives() {
        SignalsMetrics metrics = metrics();

        metrics.readLog("{\"a line\": \"of the log\"}");
        metrics.readLog("{\"_aws\":{\"CloudWatchMetrics\":[{\"Namespace\":\"RecordsLab\",\"Dimensions\":[[\"FunctionName\"]],"
                + "\"Metrics\":[{\"Name\":\"RecordsStored\"}]}]},\"FunctionName\":\"SaveUserRecord\",\"RecordsStored\":1}");

        await().untilAsserted(() -> assertThat(sum("RecordsLab", "RecordsStored", Map.of("FunctionName", "SaveUserRecord"))).isEqualTo(1));
    }

    @Test
    void whileSignalsIsAwayTheValuesWait() throws IOException {
        InetSocketAddress address = signals.getAddress();
        SignalsMetrics metrics = metrics();
        signals.stop(0);
        metrics.put("AWS/ApiGateway", "Latency", GATEWAY, 20);
        metrics.put("AWS/ApiGateway", "Latency", GATEWAY, 40);

        listen(address);

        await().untilAsserted(() -> assertThat(sum("AWS/ApiGateway", "Latency", GATEWAY)).isEqualTo(60));
    }

    private void listen(InetSocketAddress address) throws IOException {
        signals = HttpServer.create(address, 0);
        signals.createContext("/api/log-lines", exchange -> {
            new String(exchange.getRequestBody().readAllBytes(), UTF_8).lines().forEach(new EmbeddedMetrics(arrived)::read);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        signals.start();
    }

    private SignalsMetrics metrics() {
        return SignalsMetrics.start(URI.create("http://127.0.0.1:" + signals.getAddress().getPort()));
    }

    private double sum(String namespace, String name, Map<String, String> dimensions) {
        Instant now = Instant.now();
        return arrived.between(new Metric(namespace, name, dimensions), now.minusSeconds(60), now.plusSeconds(5))
                .flatMap(values -> values.statistic(Statistic.of("Sum"))).orElse(0.0);
    }
}
