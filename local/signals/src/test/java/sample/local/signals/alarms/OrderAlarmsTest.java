package sample.local.signals.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sample.local.signals.TestClock;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.template.Template;

/** The twelve alarms of the order services' template, minute by minute. */
class OrderAlarmsTest {

    private static final Map<String, String> POST_ORDERS = Map.of("Environment", "eks:java-sample-app/orders",
            "Service", "order-api",
            "Operation", "POST /api/orders");

    private final TestClock clock = new TestClock();
    private final MetricStore metrics = new MetricStore(clock);
    private Alarms alarms;

    @BeforeEach
    void read() throws Exception {
        alarms = new Alarms(Template.read(Path.of("../../infra/observability.yaml"), Map.of()), metrics, clock,
                new PrintStream(OutputStream.nullOutputStream()));
    }

    @Test
    void allOfTheTemplateAreThere() {
        alarms.evaluate();

        assertThat(alarms.describe()).hasSize(12);
        assertThat(alarms.state()).filteredOn(alarm -> alarm.get("evaluated").equals(false)).singleElement()
                .satisfies(alarm -> {
            assertThat(alarm).containsEntry("name", "java-sample-app-orders-unusually-slow");
            assertThat(alarm.get("reason").toString()).contains("Anomaly detection");
        });
    }

    @Test
    void withoutTrafficThoseThatTakeMissingForGoodAreOk() {
        alarms.evaluate();

        assertThat(states()).containsEntry("orders-faults", "OK").containsEntry("delivery-slow", "OK")
                .containsEntry("orders-availability-burns", "INSUFFICIENT_DATA")
                .containsEntry("pool-queue", "INSUFFICIENT_DATA");
    }

    /** More than 1 % of faults in 2 of 3 minutes. */
    @Test
    void faultsFireInTheSecondMinuteAndEndInTheSecondGoodOne() {
        assertThat(minutes("orders-faults", share -> faults(share), 0, 0.5, 0.5, 0, 0, 0))
                .containsExactly("OK", "OK", "ALARM", "ALARM", "OK", "OK");
    }

    @Test
    void justTheThresholdDoesNotBreach() {
        assertThat(minutes("orders-faults", share -> faults(share), 0.01, 0.01, 0.01)).containsOnly("OK");
    }

    /** Both windows have to burn: the smaller of the two counts. */
    @Test
    void burnRatesFireWhenBothWindowsBurn() {
        assertThat(minutes("orders-availability-burns", rate -> burn(rate, 2.5), 100, 100, 0, 0))
                .containsExactly("INSUFFICIENT_DATA", "ALARM", "ALARM", "OK");
    }

    @Test
    void aLongWindowThatDoesNotBurnKeepsTheAlarmQuiet() {
        assertThat(minutes("orders-availability-burns", rate -> burn(rate, 2.4), 100, 100, 100, 100))
                .containsOnly("OK");
    }

    @Test
    void whereOneOfTwoIsMissingThereIsNoDataPoint() {
        assertThat(minutes("orders-availability-burns", rate -> put("AWS/ApplicationSignals", "BurnRate",
                Map.of("SloName", "java-sample-app-orders-availability", "BurnRateWindowMinutes", "60"), rate, 1), 100,
                100, 100))
                .containsOnly("INSUFFICIENT_DATA");
    }

    /** p99 needs 10 / (1 - 0.99) = 1000 samples; with fewer the alarm keeps its state. */
    @Test
    void aPercentileOfFewSamplesChangesNothing() {
        assertThat(minutes("orders-slow", samples -> put("ApplicationSignals", "Latency", POST_ORDERS, 5000,
                samples.longValue()),
                999, 999, 999, 1000, 1000)).containsExactly("OK", "OK", "OK", "ALARM", "ALARM");
    }

    @Test
    void theQueueOfThePoolFires() {
        assertThat(minutes("pool-queue", pending -> put("java-sample-app", "hikaricp.connections.pending.value",
                Map.of("pool", "mysql"),
                pending, 1), 5, 6, 5, 6, 0, 0)).containsExactly("OK", "OK", "OK", "ALARM", "OK", "OK");
    }

    @Test
    void theHistoryHasEveryChangeTheLatestFirst() {
        minutes("orders-faults", share -> faults(share), 0, 0.5, 0.5, 0, 0);

        assertThat(alarms.history(Optional.of("java-sample-app-orders-faults")))
                .extracting(item -> item.get("HistorySummary"))
                .containsExactly("Alarm updated from ALARM to OK", "Alarm updated from OK to ALARM",
                "Alarm updated from INSUFFICIENT_DATA to OK");
        assertThat(alarms.history(Optional.of("java-sample-app-orders-faults")))
                .extracting(item -> (Instant) item.get("Timestamp"))
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void whatIsInAlarmStandsFirst() {
        minutes("orders-slow", samples -> put("ApplicationSignals", "Latency", POST_ORDERS, 5000, samples.longValue()),
                2000, 2000);

        assertThat(alarms.state().getFirst()).containsEntry("name", "java-sample-app-orders-slow")
                .containsEntry("threshold", 1000.0);
    }

    @Test
    void aMinuteIsLookedAtWhenItsSpansHaveArrived() {
        alarms.evaluate();
        faults(1.0);
        clock.advance(Duration.ofMinutes(1));
        faults(1.0);
        clock.advance(Duration.ofSeconds(59));
        alarms.evaluate();
        assertThat(states()).containsEntry("orders-faults", "OK");
        clock.advance(Duration.ofSeconds(1));
        alarms.evaluate();

        assertThat(states()).containsEntry("orders-faults", "ALARM");
    }

    /** Returns the alarm's state after each minute with one of the values. */
    private List<String> minutes(String alarm, Consumer<Double> traffic, double... values) {
        alarms.evaluate();
        return Arrays.stream(values).mapToObj(value -> {
            traffic.accept(value);
            clock.advance(Duration.ofMinutes(1));
            alarms.evaluate();
            return states().get(alarm);
        }).toList();
    }

    private void faults(double share) {
        put("ApplicationSignals", "Fault", POST_ORDERS, 1, Math.round(share * 1000));
        put("ApplicationSignals", "Fault", POST_ORDERS, 0, Math.round((1 - share) * 1000));
    }

    private void burn(double shortWindow, double longWindow) {
        String slo = "java-sample-app-orders-availability";
        put("AWS/ApplicationSignals", "BurnRate", Map.of("SloName", slo, "BurnRateWindowMinutes", "5"), shortWindow, 1);
        put("AWS/ApplicationSignals", "BurnRate", Map.of("SloName", slo, "BurnRateWindowMinutes", "60"), longWindow, 1);
    }

    private void put(String namespace, String name, Map<String, String> dimensions, double value, long times) {
        if (times > 0) {
            metrics.put(new Metric(namespace, name, dimensions), clock.instant()
                    .truncatedTo(ChronoUnit.MINUTES), value, times);
        }
    }

    private Map<String, String> states() {
        return alarms.describe().stream().collect(Collectors.toMap(
                alarm -> alarm.get("AlarmName").toString().replace("java-sample-app-", ""),
                alarm -> alarm.get("StateValue").toString()));
    }
}
