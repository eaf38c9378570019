package sample.local.signals.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {

    @ParameterizedTest
    @CsvSource({"SampleCount, 4", "Sum, 110", "Average, 27.5", "Minimum, 10", "Maximum, 60", "p50, 20", "p75, 20",
            "p76, 60", "p100, 60", "p0, 10"})
    void statisticsAreThoseOfTheValues(String statistic, double expected) {
        assertThat(Distribution.of(20, 10, 60, 20).statistic(Statistic.of(statistic))).hasValueSatisfying(value ->
                assertThat(value).isCloseTo(expected, Percentage.withPercentage(1)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 25, 1, 1e9, -3, 1e-12})
    void aSingleValueIsExact(double value) {
        assertThat(Distribution.of(value).statistic(Statistic.of("p99"))).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p1", "p50", "p90", "p99", "p99.9"})
    void percentilesAreWithinThreePercentWhateverTheValues(String name) {
        Statistic statistic = Statistic.of(name);
        Random random = new Random(7);
        for (DoubleStream values : new DoubleStream[]{
                random.doubles(10_000, 0.1, 3_000), DoubleStream.generate(() -> Math.exp(random.nextGaussian() * 2))
                        .limit(10_000),
                random.doubles(200).map(share -> share < 0.9 ? 52 + share : 2_000 + share),
                random.doubles(1_000, -5_000, 5_000)}) {
            double[] all = values.toArray();
            Distribution distribution = Distribution.of(all);
            Arrays.sort(all);
            double exact = all[Math.max(0, (int) Math.ceil(statistic.percent() / 100 * all.length) - 1)];
            assertThat(distribution.statistic(statistic)).hasValueSatisfying(value ->
                    assertThat(value).isCloseTo(exact, within(0.03 * Math.abs(exact))));
        }
    }

    @Test
    void twoAddUpToTheSameAsOneWithAllValues() {
        Distribution one = Distribution.of(1, 2, 300);
        one.add(Distribution.of(2, 40));

        assertThat(one).usingRecursiveComparison().ignoringFields("buckets", "counts")
                .isEqualTo(Distribution.of(1, 2, 2, 40, 300));
        assertThat(one.statistic(Statistic.of("p50"))).isEqualTo(Distribution.of(1, 2, 2, 40, 300)
                .statistic(Statistic.of("p50")));
    }

    @Test
    void ofAStatisticSetThereAreNoPercentilesUnlessAllItsValuesAreEqual() {
        Distribution known = new Distribution();
        known.add(new StatisticSet(3, 15, 5, 5));
        Distribution unknown = Distribution.of(5);
        unknown.add(new StatisticSet(2, 15, 5, 10));

        assertThat(known.statistic(Statistic.of("p99"))).hasValue(5.0);
        assertThat(unknown.statistic(Statistic.of("p99"))).isEmpty();
        assertThat(unknown.statistic(Statistic.of("Average"))).hasValue(20.0 / 3);
    }

    @Test
    void itsSizeDoesNotGrowWithTheNumberOfValues() {
        Random random = new Random(7);
        Distribution distribution = new Distribution();
        random.doubles(1_000_000, 1, 10_000).forEach(value -> distribution.add(value, 1));

        assertThat(distribution.size()).isLessThan(500);
        assertThat(distribution.count()).isEqualTo(1_000_000);
    }
}
