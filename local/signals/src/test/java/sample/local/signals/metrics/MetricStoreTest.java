package sample.local.signals.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sample.local.signals.TestClock;

class MetricStoreTest {

    private static final Statistic SUM = Statistic.of("Sum");
    private static final Metric METRIC = new Metric("Space", "Name", Map.of("a", "1", "b", "2"));

    private final TestClock clock = new TestClock();
    private final MetricStore store = new MetricStore(clock);
    private final Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);

    @Test
    void keepsMinutesAndSeconds() {
        store.put(METRIC, minute, 1, 2);
        store.put(METRIC, minute.plusSeconds(3), 10, 1);
        store.put(METRIC, minute.minusSeconds(1), 100, 1);

        assertThat(sum(minute, minute.plusSeconds(60))).hasValue(12.0);
        assertThat(sum(minute.minusSeconds(60), minute)).hasValue(100.0);
        assertThat(sum(minute.plusSeconds(3), minute.plusSeconds(4))).hasValue(10.0);
        assertThat(sum(minute.minusSeconds(1), minute.plusSeconds(2))).hasValue(102.0);
        assertThat(sum(minute.plusSeconds(1), minute.plusSeconds(3))).isEmpty();
    }

    @Test
    void aMetricWithAnotherDimensionIsAnother() {
        store.put(METRIC, clock.instant(), 1, 1);

        assertThat(store.has(new Metric("Space", "Name", Map.of("a", "1")))).isFalse();
        assertThat(store.has(new Metric("Space", "Name", Map.of("b", "2", "a", "1")))).isTrue();
    }

    @Test
    void aSeriesShowsWhatIsMissing() {
        store.put(METRIC, minute.minusSeconds(130), 5, 1);
        store.put(METRIC, minute.minusSeconds(10), 7, 1);

        assertThat(store.series(METRIC, minute.minusSeconds(180), minute, Duration.ofMinutes(1)).stream()
                .map(values -> values.flatMap(it -> it.statistic(SUM))))
                .containsExactly(Optional.of(5.0), Optional.empty(), Optional.of(7.0));
    }

    @Test
    void threeHoursAreKeptAndTheNewTakesThePlaceOfTheOld() {
        for (int i = 0; i < 400; i++) {
            store.put(METRIC, clock.instant(), 1, 1);
            clock.advance(Duration.ofMinutes(1));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);

        assertThat(sum(now.minus(Duration.ofHours(10)), now)).hasValue(180.0);
        assertThat(sum(now.minusSeconds(60), now)).hasValue(1.0);
    }

    @Test
    void whatIsTooOldOrTooFarAheadIsNotKept() {
        store.put(METRIC, minute.minus(Duration.ofHours(3)).minusSeconds(60), 1, 1);
        store.put(METRIC, minute.plus(Duration.ofHours(2)).plusSeconds(60), 1, 1);

        assertThat(store.has(METRIC)).isFalse();
        assertThat(store.refused()).isEqualTo(2);
    }

    @Test
    void aMetricThatNobodySendsAnyMoreIsForgotten() {
        store.put(METRIC, clock.instant(), 1, 1);
        clock.advance(Duration.ofHours(4));
        store.forgetOld();

        assertThat(store.has(METRIC)).isFalse();
    }

    @Test
    void theNumberOfMetricsIsBounded() {
        for (int i = 0; i < MetricStore.MAX_METRICS + 10; i++) {
            store.put(new Metric("Space", "n" + i, Map.of()), clock.instant(), i, 1);
        }

        assertThat(store.find(metric -> true)).hasSize(MetricStore.MAX_METRICS);
        assertThat(store.refused()).isEqualTo(10);
    }

    /** Counts and sums stay right when there is no room for more detail; a percentile is then not made up. */
    @Test
    void theDetailIsBounded() {
        for (int metric = 0; metric < 60; metric++) {
            for (int ago = 0; ago < 170; ago++) {
                for (int value = 0; value < 200; value++) {
                    store.put(new Metric("Space", "n" + metric, Map.of()), minute.minusSeconds(60L * ago),
                            Math.exp(value / 10.0), 1);
                }
            }
        }
        Optional<Distribution> last = store.between(new Metric("Space", "n59", Map.of()), minute.minusSeconds(6000),
                minute);

        assertThat(last.map(Distribution::count)).hasValue(20_000L);
        assertThat(last.flatMap(it -> it.statistic(Statistic.of("p50")))).isEmpty();
        assertThat(store.between(new Metric("Space", "n0", Map.of()), minute.minusSeconds(6000), minute)
                .flatMap(it -> it.statistic(Statistic.of("p50")))).isPresent();
    }

    /** Signals has 64 MB, and needs 15 of them for itself. */
    @Test
    void aFullStoreFitsIntoTheHeap() throws Exception {
        Process full = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx44m", "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"), Full.class.getName()).inheritIO().start();

        assertThat(full.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(full.exitValue()).isZero();
    }

    /** More metrics than are kept, each with a value or more in every second that is kept. */
    static final class Full {

        public static void main(String[] args) {
            TestClock clock = new TestClock();
            MetricStore store = new MetricStore(clock);
            for (long ago = MetricStore.KEPT.toSeconds(); ago > 0; ago -= ago > MetricStore.SECONDS_KEPT.toSeconds() ? 60 : 1) {
                for (int metric = 0; metric < MetricStore.MAX_METRICS + 100; metric++) {
                    Metric it = new Metric("Space", "a-name-as-long-as-they-are-" + metric, Map.of("Service", "delivery-api"));
                    for (int value = 0; value <= metric % 20; value++) {
                        store.put(it, clock.instant().minusSeconds(ago), Math.exp(value), 1);
                    }
                }
            }
        }
    }

    private Optional<Double> sum(Instant begin, Instant end) {
        return store.between(METRIC, begin, end).flatMap(values -> values.statistic(SUM));
    }
}
