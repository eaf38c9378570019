package sample.load;

import java.util.Arrays;

/** How long requests took, counted per tenth of a millisecond: exact, and no bigger after a day than after a minute. */
final class Durations {

    /** Nothing takes longer: the client gives up on connecting and on the answer after 10 s each. */
    private static final int MAX_TENTHS = 60 * 10_000;

    private long[] counts = new long[0];
    private long count;

    void add(long tenths) {
        add(Math.clamp(tenths, 0, MAX_TENTHS), 1);
    }

    void add(Durations others) {
        for (int tenths = 0; tenths < others.counts.length; tenths++) {
            if (others.counts[tenths] > 0) {
                add(tenths, others.counts[tenths]);
            }
        }
    }

    private void add(int tenths, long times) {
        if (tenths >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(1024, Integer.highestOneBit(tenths) * 2));
        }
        counts[tenths] += times;
        count += times;
    }

    long count() {
        return count;
    }

    /** Returns the milliseconds within which {@code percent} of all requests were done; 100 gives the longest. */
    double percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(count * percent / 100));
        long seen = 0;
        for (int tenths = 0; tenths < counts.length; tenths++) {
            seen += counts[tenths];
            if (seen >= rank) {
                return tenths / 10.0;
            }
        }
        return Double.NaN;
    }
}
