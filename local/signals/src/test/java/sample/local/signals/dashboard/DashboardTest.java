package sample.local.signals.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.local.signals.TestClock;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.template.Template;
import sample.local.signals.template.TemplateException;

class DashboardTest {

    private static final Path ORDERS = Path.of("../../infra/observability.yaml");
    private static final Path LAB = Path.of("../../records/template.yaml");
    private static final Map<String, String> SERVICE = Map.of("Environment", "eks:java-sample-app/orders", "Service",
            "order-api");

    private final TestClock clock = new TestClock();
    private final MetricStore metrics = new MetricStore(clock);

    @TempDir
    private Path folder;

    @Test
    void readsTheOrderServicesDashboard() throws IOException {
        Dashboard dashboard = new Dashboard(Template.read(ORDERS, Map.of()), metrics, clock);

        assertThat(charts(dashboard)).extracting(chart -> String.valueOf(chart.get("title"))).hasSize(16)
                .contains("The pool, in the worst pod");
        assertThat(dashboard.metrics()).containsKey(new Metric("java-sample-app", "hikaricp.connections.pending.value",
                Map.of("pool", "mysql")))
                .containsKey(new Metric("AWS/ApplicationSignals", "BurnRate",
                        Map.of("SloName", "java-sample-app-orders-latency", "BurnRateWindowMinutes", "5")));
        assertThat(dashboard.emptySearches()).hasSize(4);
    }

    @Test
    void readsTheLabsDashboardWithoutThePrefix() throws IOException {
        Dashboard dashboard = new Dashboard(Template.read(LAB, Map.of("Prefix", "")), metrics, clock);

        assertThat(charts(dashboard)).hasSize(9);
        assertThat(dashboard.metrics()).containsOnlyKeys(
                new Metric("AWS/ElasticBeanstalk", "EnvironmentHealth", Map.of("EnvironmentName", "sre-distapp")),
                new Metric("AWS/ElasticBeanstalk", "ApplicationRequests5xx", Map.of("EnvironmentName", "sre-distapp")),
                new Metric("AWS/ElasticBeanstalk", "ApplicationLatencyP90", Map.of("EnvironmentName", "sre-distapp")),
                new Metric("AWS/ApiGateway", "Count", Map.of("ApiName", "UserRecords", "Stage", "prod")),
                new Metric("AWS/ApiGateway", "5XXError", Map.of("ApiName", "UserRecords", "Stage", "prod")),
                new Metric("AWS/ApiGateway", "4XXError", Map.of("ApiName", "UserRecords", "Stage", "prod")),
                new Metric("AWS/ApiGateway", "Latency", Map.of("ApiName", "UserRecords", "Stage", "prod")),
                new Metric("AWS/Lambda", "Duration", Map.of("FunctionName", "SaveUserRecord")),
                new Metric("AWS/Lambda", "Errors", Map.of("FunctionName", "SaveUserRecord")),
                new Metric("AWS/Lambda", "Throttles", Map.of("FunctionName", "SaveUserRecord")),
                new Metric("AWS/DynamoDB", "SuccessfulRequestLatency",
                Map.of("TableName", "UserRecords", "Operation", "PutItem")));
    }

    @Test
    void drawsWhatASearchFindsUnderTheNamesThatItFound() throws IOException {
        Map<String, String> dependency = new HashMap<>(SERVICE);
        dependency.put("RemoteService", "delivery-api");
        metrics.put(new Metric("ApplicationSignals", "Latency", dependency), clock.instant(), 40, 1);
        dependency.put("RemoteOperation", "POST /api");
        metrics.put(new Metric("ApplicationSignals", "Latency", dependency), clock.instant(), 40, 1);
        clock.advance(Duration.ofSeconds(10));
        Dashboard dashboard = new Dashboard(Template.read(ORDERS, Map.of()), metrics, clock);

        Map<?, ?> chart = chart(dashboard, "What order-api depends on: p99, ms");
        assertThat(series(chart)).singleElement().satisfies(series -> {
            assertThat(series.get("label")).isEqualTo("delivery-api");
            assertThat(series.get("last")).isEqualTo(40.0);
        });
        assertThat(dashboard.emptySearches()).hasSize(3);
    }

    /** 3 requests in 5 s are 36 a minute; a percentile is what it is. */
    @Test
    void whatIsCountedIsGivenForAMinuteWhateverThePeriod() throws IOException {
        Map<String, String> operation = new HashMap<>(SERVICE);
        operation.put("Operation", "POST /api/orders");
        for (int i = 0; i < 3; i++) {
            metrics.put(new Metric("ApplicationSignals", "Latency", operation), clock.instant(), 40, 1);
        }
        clock.advance(Duration.ofSeconds(5));
        Dashboard dashboard = new Dashboard(Template.read(ORDERS, Map.of()), metrics, clock);

        assertThat(series(chart(dashboard, "order-api: POST /api/orders a minute")).getFirst().get("points").toString())
                .isEqualTo("[" + "null, ".repeat(11) + "36.0]");
        assertThat(series(chart(dashboard, "order-api: latency of POST /api/orders, ms")))
                .extracting(series -> String.valueOf(series.get("last")))
                .containsExactly("40.0", "40.0", "40.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '"type": "metric"'          | '"type": "log"'               | a widget of the type "log" is not drawn here
            '"period": 60'              | '"period": 10'                | its period is 10 s and not whole minutes
            '"view": "timeSeries"'      | '"sparkline": true'           | sparkline is not understood here
            '{"stat": "p50"}'           | '{"stat": "tm90"}'            | the statistic tm90 is not computed here
            '{"stat": "p50"}'           | '{"expression": "m1/m2"}'     | the expression m1/m2 is not computed here
            '{"stat": "p50"}'           | '{"expression": "SEARCH(1)"}' | the expression SEARCH(1) is not computed here
            '{"stat": "p50"}'           | '{"rate": 1}'                 | rate is not understood here
            '"Service", "x"'            | '"Service"'                   | a metric is a namespace, a name, and pairs
            '"Service", "x"'            | '".", "."'                    | a dot stands for nothing
            '"widgets"'                 | '"gadgets"'                   | it has no widgets
            '"widgets": ['              | '"widgets": ]'                | it is not JSON
            """)
    void refusesByDashboardAndWidgetWhatItDoesNotUnderstand(String known, String unknown, String message)
    throws IOException {
        String template = """
                Resources:
                  Board:
                    Type: AWS::CloudWatch::Dashboard
                    Properties:
                      DashboardBody: |
                        {"widgets": [{"type": "metric", "properties": {"title": "Times", "view": "timeSeries", "period": 60,
                          "metrics": [["N", "Latency", "Service", "x", {"stat": "p50"}], ["...", {"stat": "p99"}]]}}]}
                """;
        assertThat(template).contains(known);
        Template read = Template.read(Files.writeString(folder.resolve("broken.yaml"),
                template.replace(known, unknown)), Map.of());

        assertThatExceptionOfType(TemplateException.class).isThrownBy(() -> new Dashboard(read, metrics, clock))
                .withMessageStartingWith("Board: DashboardBody: ").withMessageContaining(message);
    }

    private static List<Map<?, ?>> charts(Dashboard dashboard) {
        return maps(dashboard.charts(Duration.ofMinutes(1), Duration.ofSeconds(5)).get("charts"));
    }

    private static Map<?, ?> chart(Dashboard dashboard, String title) {
        return charts(dashboard).stream().filter(chart -> chart.get("title").equals(title)).findFirst().orElseThrow();
    }

    private static List<Map<?, ?>> series(Map<?, ?> chart) {
        return maps(chart.get("series"));
    }

    private static List<Map<?, ?>> maps(Object list) {
        return ((List<?>) list).stream().<Map<?, ?>>map(it -> (Map<?, ?>) it).toList();
    }
}
