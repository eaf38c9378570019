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
class SignalsCopyTest {

    private static final Metric LATENCY = new Metric("AWS/ApiGateway", "Latency", Map.of("ApiName", "UserRecords", "Stage", "prod"));

    private final MetricStore own = new MetricStore(Clock.systemUTC());
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
    void eachValueIsKeptHereAndArrivesThere() {
        SignalsCopy copy = copy();

        copy.put(LATENCY, 20);
        copy.put(LATENCY, 40);

        assertThat(sum(own)).isEqualTo(60);
        await().untilAsserted(() -> assertThat(sum(arrived)).isEqualTo(60));
    }

    @Test
    void withoutSignalsTheValuesAreKeptHereAndTheNextOnesArriveWhenItIsBack() throws IOException {
        InetSocketAddress address = signals.getAddress();
        SignalsCopy copy = copy();
        signals.stop(0);
        copy.put(LATENCY, 20);
        assertThat(sum(own)).isEqualTo(20);

        listen(address);

        await().untilAsserted(() -> {
            copy.put(LATENCY, 1);
            assertThat(sum(arrived)).isPositive();
        });
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

    private SignalsCopy copy() {
        return SignalsCopy.start(own, URI.create("http://127.0.0.1:" + signals.getAddress().getPort()));
    }

    private static double sum(MetricStore store) {
        Instant now = Instant.now();
        return store.between(LATENCY, now.minusSeconds(60), now.plusSeconds(5)).flatMap(values -> values.statistic(Statistic.of("Sum"))).orElse(0.0);
    }
}
