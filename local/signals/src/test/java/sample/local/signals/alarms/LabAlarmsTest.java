package sample.local.signals.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sample.local.signals.TestClock;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.template.Template;

/** The five alarms of the real template, minute by minute, on a clock that the tests turn. */
class LabAlarmsTest {

    private static final Map<String, String> API = Map.of("ApiName", "UserRecords", "Stage", "prod");
    private static final Map<String, String> FUNCTION = Map.of("FunctionName", "SaveUserRecord");

    private final TestClock clock = new TestClock();
    private final MetricStore metrics = new MetricStore(clock);
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Alarms alarms;

    @BeforeEach
    void readTheTemplate() throws Exception {
        alarms = new Alarms(Template.read(Path.of("../../records/template.yaml"), Map.of("Prefix", "")), metrics, clock,
                new PrintStream(log, true));
    }

    @Test
    void allIsWell() {
        minute(() -> request(200, 80, 0, 0));

        assertThat(inAlarm()).isEmpty();
        assertThat(states()).containsOnlyKeys("api-latency", "api-5xx", "lambda-errors", "lambda-throttles", "api-volume")
                .containsValue("OK");
    }

    @Test
    void withoutAnyRequestTheAlarmOnTheirNumberAloneFires() {
        minute(() -> { });

        assertThat(inAlarm()).containsExactly("api-volume");
    }

    /** As when the front end is stuck: no layer behind it has anything to report. CloudWatch first looks at the last minute that had data. */
    @Test
    void requestsThatStopFireTheirAlarmAfterThreeMinutes() {
        minute(() -> request(200, 80, 0, 0));
        minute(() -> { });
        minute(() -> { });
        assertThat(inAlarm()).isEmpty();
        minute(() -> { });

        assertThat(inAlarm()).containsExactly("api-volume");
        minute(() -> request(200, 80, 0, 0));
        assertThat(inAlarm()).isEmpty();
    }

    @Test
    void nineRequestsAMinuteAreTooFew() {
        minute(() -> put("AWS/ApiGateway", "Count", API, 9));

        assertThat(inAlarm()).containsExactly("api-volume");
    }

    @Test
    void aThrottledFunctionFiresTwoAndNotTheErrors() {
        minute(() -> request(500, 10, 1, 0));

        assertThat(inAlarm()).containsExactlyInAnyOrder("api-5xx", "lambda-throttles");
    }

    @Test
    void aDeletedFunctionFiresTheGatewaysAlone() {
        minute(() -> {
            for (int i = 0; i < 10; i++) {
                put("AWS/ApiGateway", "Count", API, 1);
                put("AWS/ApiGateway", "5XXError", API, 1);
                put("AWS/ApiGateway", "Latency", API, 8);
            }
        });

        assertThat(inAlarm()).containsExactly("api-5xx");
    }

    @Test
    void aFunctionThatThrowsFiresTheErrorsAndTheGateways() {
        minute(() -> request(502, 30, 0, 1));

        assertThat(inAlarm()).containsExactlyInAnyOrder("api-5xx", "lambda-errors");
    }

    @Test
    void latencyFiresInTheSecondSlowMinuteOfFive() {
        minute(() -> request(200, 1500, 0, 0));
        assertThat(inAlarm()).isEmpty();
        minute(() -> request(200, 80, 0, 0));
        minute(() -> request(200, 80, 0, 0));
        minute(() -> request(200, 1500, 0, 0));

        assertThat(inAlarm()).containsExactly("api-latency");
    }

    @Test
    void anAlarmEndsWithTheFirstGoodMinute() {
        minute(() -> request(500, 10, 1, 0));
        minute(() -> request(200, 80, 0, 0));

        assertThat(inAlarm()).isEmpty();
        assertThat(log.toString().lines()).anyMatch(line -> line.contains("api-5xx: OK -> ALARM after 60 s"))
                .anyMatch(line -> line.contains("api-5xx: ALARM -> OK after 60 s"));
    }

    /** CloudWatch goes on looking at the last data point there was, for as far as it looks back. */
    @Test
    void anAlarmOutlivesTheTraffic() {
        minute(() -> request(500, 10, 1, 0));
        minute(() -> { });
        minute(() -> { });
        assertThat(inAlarm()).contains("api-5xx");
        minute(() -> { });

        assertThat(inAlarm()).doesNotContain("api-5xx");
    }

    @Test
    void aMinuteUnderWayDoesNotCount() {
        minute(() -> request(200, 80, 0, 0));
        clock.advance(Duration.ofSeconds(30));
        request(500, 10, 1, 0);
        alarms.evaluate();

        assertThat(inAlarm()).isEmpty();
    }

    @Test
    void otherDimensionsAreAnotherMetric() {
        minute(() -> request(200, 80, 0, 0));
        minute(() -> put("AWS/Lambda", "Throttles", Map.of("FunctionName", "Other"), 5));

        assertThat(inAlarm()).isEmpty();
    }

    private void request(int status, double latency, int throttles, int errors) {
        for (int i = 0; i < 10; i++) {
            put("AWS/ApiGateway", "Count", API, 1);
            put("AWS/ApiGateway", "5XXError", API, status / 100 == 5 ? 1 : 0);
            put("AWS/ApiGateway", "Latency", API, latency);
            put("AWS/Lambda", "Throttles", FUNCTION, throttles);
            if (throttles == 0) {
                put("AWS/Lambda", "Errors", FUNCTION, errors);
            }
        }
    }

    private void put(String namespace, String name, Map<String, String> dimensions, double value) {
        metrics.put(new Metric(namespace, name, dimensions), clock.instant(), value, 1);
    }

    private void minute(Runnable traffic) {
        alarms.evaluate();
        traffic.run();
        clock.advance(Duration.ofMinutes(1));
        alarms.evaluate();
    }

    private Map<String, String> states() {
        return alarms.describe().stream()
                .collect(Collectors.toMap(alarm -> alarm.get("AlarmName").toString(), alarm -> alarm.get("StateValue")
                .toString()));
    }

    private List<String> inAlarm() {
        return states().entrySet().stream().filter(alarm -> alarm.getValue().equals("ALARM")).map(Map.Entry::getKey)
                .toList();
    }
}
