package sample.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final Durations durations = new Durations();

    @Test
    void percentilesAreExactAtATenthOfAMillisecond() {
        LongStream.rangeClosed(1, 100).forEach(durations::add);

        assertThat(durations.count()).isEqualTo(100);
        assertThat(durations.percentile(50)).isEqualTo(5.0);
        assertThat(durations.percentile(95)).isEqualTo(9.5);
        assertThat(durations.percentile(99)).isEqualTo(9.9);
        assertThat(durations.percentile(100)).isEqualTo(10.0);
    }

    @Test
    void percentilesAreThoseOfTheSortedList() {
        List<Long> sorted = new Random(1).longs(9999, 0, 120_000).sorted().boxed().toList();
        sorted.forEach(durations::add);

        for (double percent : new double[] {1, 50, 75, 99, 99.9}) {
            int rank = (int) Math.ceil(sorted.size() * percent / 100);
            assertThat(durations.percentile(percent)).as("p%s", percent).isEqualTo(sorted.get(rank - 1) / 10.0);
        }
    }

    @Test
    void oneRequestIsEveryPercentile() {
        durations.add(583);

        assertThat(durations.percentile(50)).isEqualTo(58.3);
        assertThat(durations.percentile(99)).isEqualTo(58.3);
    }

    @Test
    void noRequestHasNoPercentile() {
        assertThat(durations.percentile(50)).isNaN();
    }

    @Test
    void addsUpWithOthers() {
        Durations others = new Durations();
        others.add(10);
        others.add(10);
        durations.add(30);

        durations.add(others);

        assertThat(durations.count()).isEqualTo(3);
        assertThat(durations.percentile(50)).isEqualTo(1.0);
        assertThat(durations.percentile(100)).isEqualTo(3.0);
    }

    @Test
    void somethingAbsurdlyLongIsStillCounted() {
        durations.add(Long.MAX_VALUE);

        assertThat(durations.count()).isEqualTo(1);
        assertThat(durations.percentile(99)).isEqualTo(60_000);
    }
}
