package sample.local.signals.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.signals.TestClock;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.requests.Request;
import sample.local.signals.template.Template;
import sample.local.signals.template.TemplateException;

/**
 * The real template's objectives on timelines whose figures were computed by hand. The goal of availability is 99.9
 * %, so that its budget is 1 request of 1000; that of latency is 99 % within 500 ms.
 */
class ObjectivesTest {

    private static final Path TEMPLATE = Path.of("../../infra/observability.yaml");
    private static final String ENVIRONMENT = "eks:java-sample-app/orders";
    private static final String AVAILABILITY = "java-sample-app-orders-availability";
    private static final String LATENCY = "java-sample-app-orders-latency";

    private final TestClock clock = new TestClock();
    private final MetricStore metrics = new MetricStore(clock);
    private Objectives objectives;

    @TempDir
    private Path folder;

    @BeforeEach
    void read() throws IOException {
        objectives = new Objectives(Template.read(TEMPLATE, Map.of()), metrics, clock, Duration.ofSeconds(5));
    }

    @Test
    void aMinuteWithoutFaults() {
        minute(1000, 0);

        assertThat(published("AttainmentRate", AVAILABILITY)).hasValue(100.0);
        assertThat(burnRate(5)).hasValue(0.0);
        assertThat(burnRate(60)).hasValue(0.0);
        assertThat(published("TotalRequestCount", AVAILABILITY)).hasValue(1000.0);
        assertThat(published("BreachedCount", AVAILABILITY)).hasValue(0.0);
    }

    /**
     * Minute by minute 1000 requests. 3 bad ones in 1000 are 0.3 %, three times the budget; after 4 good minutes more
     * they are 3 in 5000, 0.6 times; then they leave the window of 5 minutes. Over 60 minutes there are never more
     * than the minutes so far.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # bad requests in each minute    | over 5 | over 60 | attainment
            3                                | 3.0    | 3.0     | 99.7
            3 0                              | 1.5    | 1.5     | 99.85
            3 0 0 0 0                        | 0.6    | 0.6     | 99.94
            3 0 0 0 0 0                      | 0.0    | 0.5     | 99.95
            0 0 0 0 0 0 0 0 0 30             | 6.0    | 3.0     | 99.7
            1000 1000                        | 1000.0 | 1000.0  | 0.0
            12 12 12 12 12 0 0 0 0 0 0 0     | 0.0    | 5.0     | 99.5
            """)
    void burnRatesAreThoseComputedByHand(String timeline, double over5, double over60, double attainment) {
        for (String bad : timeline.split(" ")) {
            minute(1000, Integer.parseInt(bad));
        }

        assertThat(burnRate(5).orElseThrow()).isCloseTo(over5, within(1e-9));
        assertThat(burnRate(60).orElseThrow()).isCloseTo(over60, within(1e-9));
        assertThat(published("AttainmentRate", AVAILABILITY).orElseThrow()).isCloseTo(attainment, within(1e-9));
    }

    @Test
    void aWindowWithoutAnyRequestHasNoBurnRate() {
        minute(1000, 5);
        for (int i = 0; i < 6; i++) {
            minute(0, 0);
        }

        assertThat(burnRate(5)).isEmpty();
        assertThat(burnRate(60)).hasValueSatisfying(rate -> assertThat(rate).isCloseTo(5, within(1e-9)));
        assertThat(published("TotalRequestCountPerMinute", AVAILABILITY)).hasValue(0.0);
    }

    @Test
    void theDayForgetsWhatIsOlder() {
        minute(1000, 500);
        clock.advance(Duration.ofHours(23));
        minute(1000, 0);
        assertThat(published("AttainmentRate", AVAILABILITY)).hasValue(75.0);
        clock.advance(Duration.ofHours(1));
        minute(1000, 0);

        assertThat(published("AttainmentRate", AVAILABILITY)).hasValue(100.0);
    }

    @Test
    void latencyCountsWhatIsSlowerThanTheThresholdWhateverItsStatus() {
        request(500, false);
        request(500.001, false);
        request(10, true);
        request(10, false);
        clock.advance(Duration.ofMinutes(1));
        objectives.publish();

        assertThat(published("AttainmentRate", LATENCY)).hasValue(75.0);
        assertThat(published("BadRequestCountPerMinute", LATENCY)).hasValue(1.0);
        assertThat(published("AttainmentRate", AVAILABILITY)).hasValue(75.0);
    }

    @Test
    void otherOperationsServicesAndEnvironmentsDoNotCount() {
        objectives.count(new Request(ENVIRONMENT, "order-api", "GET /api/orders/health", clock.instant(), 1, true,
                false));
        objectives.count(new Request(ENVIRONMENT, "delivery-api", "POST /api/orders", clock.instant(), 1, true, false));
        objectives.count(new Request("eks:other/orders", "order-api", "POST /api/orders", clock.instant(), 1, true,
                false));
        clock.advance(Duration.ofMinutes(1));
        objectives.publish();

        assertThat(metrics.find(metric -> true)).isEmpty();
        assertThat(state(AVAILABILITY)).containsEntry("state", "no data").containsEntry("attainment_percent", null);
    }

    /** 2000 requests allow 2 bad ones. */
    @ParameterizedTest
    @CsvSource({"0, ok, 100", "1, ok, 50", "2, warning, 0", "3, missed, -50"})
    void theBudgetIsSpentRequestByRequest(int bad, String state, double left) {
        for (int i = 0; i < 2000; i++) {
            request(10, i < bad);
        }

        assertThat(state(AVAILABILITY)).containsEntry("state", state).containsEntry("requests", 2000L);
        assertThat((double) state(AVAILABILITY).get("budget_left_percent")).isCloseTo(left, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MetricType: AVAILABILITY        | MetricType: QUALITY             | OrdersAvailability: RequestBasedSli: RequestBasedSliMetric: MetricType: QUALITY is not known
            Type: Service                   | Type: Canary                    | OrdersAvailability: RequestBasedSli: RequestBasedSliMetric: KeyAttributes: Type: Canary is not evaluated here
            DurationUnit: DAY               | DurationUnit: MONTH             | OrdersAvailability: Goal: Interval: RollingInterval: DurationUnit: MONTH is not evaluated here
            'Duration: 1}'                  | 'Duration: 40}'                 | OrdersAvailability: Goal: Interval: RollingInterval: Duration: it is longer than 31 days
            RollingInterval                 | CalendarInterval                | OrdersAvailability: Goal: Interval: CalendarInterval is not understood here
            AttainmentGoal: 99.9            | AttainmentGoal: 100             | OrdersAvailability: Goal: AttainmentGoal: 100 is not between 0 and 100
            LookBackWindowMinutes: 5        | LookBackWindowMinutes: 5.5      | OrdersAvailability: BurnRateConfigurations[0]: LookBackWindowMinutes: 5.5 is not a whole number
            RequestBasedSli:                | Sli:                            | OrdersAvailability: Sli is not understood here
            MetricThreshold: 500            | MetricThreshold: fast           | OrdersLatency: RequestBasedSli: MetricThreshold: fast is not a number
            LessThanOrEqualTo               | GreaterThan                     | OrdersLatency: RequestBasedSli: ComparisonOperator: GreaterThan is not evaluated here
            """)
    void refusesByObjectiveAndPropertyWhatItDoesNotUnderstand(String known, String unknown, String message)
    throws IOException {
        String template = Files.readString(TEMPLATE);
        int at = template.indexOf(known, template.indexOf("OrdersAvailability:"));
        String broken = template.substring(0, at) + unknown + template.substring(at + known.length());
        Template read = Template.read(Files.writeString(folder.resolve("broken.yaml"), broken), Map.of());

        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> new Objectives(read, metrics, clock, Duration.ofSeconds(5)))
                .withMessageStartingWith(message);
    }

    /** Sends so many requests within a minute and publishes when it is over. */
    private void minute(int total, int bad) {
        for (int i = 0; i < total; i++) {
            request(10, i < bad);
        }
        clock.advance(Duration.ofMinutes(1));
        objectives.publish();
    }

    private void request(double milliseconds, boolean fault) {
        objectives.count(new Request(ENVIRONMENT, "order-api", "POST /api/orders", clock.instant(), milliseconds, fault,
                false));
    }

    private Optional<Double> burnRate(int minutes) {
        return published("BurnRate", AVAILABILITY, Map.of("BurnRateWindowMinutes", String.valueOf(minutes)));
    }

    private Optional<Double> published(String name, String objective) {
        return published(name, objective, Map.of());
    }

    /** What was published of the last minute that is over. */
    private Optional<Double> published(String name, String objective, Map<String, String> more) {
        Map<String, String> dimensions = new HashMap<>(more);
        dimensions.put("SloName", objective);
        Instant end = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        return metrics.between(new Metric("AWS/ApplicationSignals", name, dimensions), end.minusSeconds(60), end)
                .flatMap(values -> values.statistic(Statistic.of("Maximum")));
    }

    private Map<String, Object> state(String name) {
        List<Map<String, Object>> all = objectives.state();
        return all.stream().filter(objective -> objective.get("name").equals(name)).findFirst().orElseThrow();
    }
}
