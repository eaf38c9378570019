package sample.local.signals.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.local.signals.TestClock;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;

class EmbeddedMetricsTest {

    private final TestClock clock = new TestClock();
    private final MetricStore metrics = new MetricStore(clock);
    private final EmbeddedMetrics embedded = new EmbeddedMetrics(metrics);

    /** The line as the function writes it. */
    @Test
    void takesTheFunctionsLine() {
        String line = """
                {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"RecordsLab","Dimensions":[["FunctionName"]],\
                "Metrics":[{"Name":"RecordsStored","Unit":"Count"}]}]},"FunctionName":"SaveUserRecord","RecordsStored":1,"User":"ann"}"""
                .formatted(clock.millis());

        assertThat(embedded.read(line) + embedded.read(line)).isEqualTo(2);
        assertThat(metrics.between(new Metric("RecordsLab", "RecordsStored", Map.of("FunctionName", "SaveUserRecord")),
                clock.instant().minusSeconds(10), clock.instant().plusSeconds(10))
                .flatMap(it -> it.statistic(Statistic.of("Sum")))).hasValue(2.0);
    }

    @Test
    void takesListsOfValuesAndSeveralSetsOfDimensions() {
        assertThat(embedded.read("""
                {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["a"],["a","b"]],"Metrics":[{"Name":"m"}]}]},\
                "a":"1","b":"2","m":[1,2,3]}""".formatted(clock.millis()))).isEqualTo(6);
        assertThat(metrics.has(new Metric("N", "m", Map.of("a", "1")))).isTrue();
        assertThat(metrics.has(new Metric("N", "m", Map.of("a", "1", "b", "2")))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "INFO just a line", "{\"a\":1}", "{\"_aws\":", "{\"_aws\":3}",
            "{\"_aws\":{\"CloudWatchMetrics\":[{\"Metrics\":[]}]}}",
            "{\"_aws\":{\"CloudWatchMetrics\":[{\"Namespace\":\"N\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"m\"}]}]},\"m\":\"text\"}"})
    void otherLinesAreJustLines(String line) {
        assertThat(embedded.read(line)).isZero();
        assertThat(metrics.find(metric -> true)).isEmpty();
    }
}
