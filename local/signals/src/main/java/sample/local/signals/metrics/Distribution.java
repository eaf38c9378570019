package sample.local.signals.metrics;

import java.util.Arrays;
import java.util.Optional;

/**
 * The values of a period: how many, their sum, the least, the greatest, and how often each occurred, to within 1 %.
 * Its size does not depend on how many values there are, and a single value, which is what most seconds have, needs no array. Not
 * thread-safe.
 */
public final class Distribution {

    /** Two neighbouring buckets are 2 % apart, so that no value is further than 1 % from the middle of its own. */
    private static final double STEP = Math.log(1.02);
    private static final double LEAST = 1e-9;
    private static final int FIRST = 1 - (int) Math.round(Math.log(LEAST) / STEP);

    private static final short[] NO_BUCKETS = {};
    private static final int[] NO_COUNTS = {};

    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private boolean complete = true;
    /** The first bucket, until there is a second one: then both are in the arrays. */
    private short first;
    private int firstCount;
    private short[] buckets = NO_BUCKETS;
    private int[] counts = NO_COUNTS;
    private int size;

    public static Distribution of(double... values) {
        Distribution all = new Distribution();
        Arrays.stream(values).forEach(value -> all.add(value, 1));
        return all;
    }

    void add(double value, long times) {
        note(times, value * times, value, value);
        count(bucket(value), times);
    }

    /**
     * Adds values of which no more is known than this; unless they are all equal there are no percentiles then, as on
     * AWS.
     */
    void add(StatisticSet values) {
        note(values.sampleCount(), values.sum(), values.minimum(), values.maximum());
        if (values.minimum() == values.maximum()) {
            count(bucket(values.minimum()), values.sampleCount());
        } else {
            complete = false;
        }
    }

    void add(Distribution other) {
        note(other.count, other.sum, other.min, other.max);
        complete &= other.complete;
        for (int i = 0; i < other.size; i++) {
            count(other.bucketAt(i), other.countAt(i));
        }
    }

    /** Gives the buckets up, and with them the percentiles. */
    void simplify() {
        complete = false;
        size = 0;
        buckets = NO_BUCKETS;
        counts = NO_COUNTS;
    }

    /** How many buckets it has in arrays. */
    int size() {
        return isArray() ? size : 0;
    }

    private boolean isArray() {
        return buckets.length > 0;
    }

    private short bucketAt(int index) {
        return isArray() ? buckets[index] : first;
    }

    private int countAt(int index) {
        return isArray() ? counts[index] : firstCount;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public long count() {
        return count;
    }

    /** Returns a statistic, or nothing where it cannot be known. */
    public Optional<Double> statistic(Statistic statistic) {
        if (count == 0) {
            return Optional.empty();
        }
        return switch (statistic.name()) {
            case "SampleCount" -> Optional.of((double) count);
            case "Sum" -> Optional.of(sum);
            case "Average" -> Optional.of(sum / count);
            case "Minimum" -> Optional.of(min);
            case "Maximum" -> Optional.of(max);
            default -> complete ? Optional.of(percentile(statistic.percent())) : Optional.empty();
        };
    }

    private double percentile(double percent) {
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
        if (rank == 1 || rank == count) {
            return rank == 1 ? min : max;
        }
        long seen = 0;
        for (int i = 0; i < size; i++) {
            seen += countAt(i);
            if (seen >= rank) {
                return Math.clamp(value(bucketAt(i)), min, max);
            }
        }
        return max;
    }

    private void note(long times, double total, double least, double greatest) {
        count += times;
        sum += total;
        min = Math.min(min, least);
        max = Math.max(max, greatest);
    }

    private void count(short bucket, long times) {
        if (!complete) {
            return;
        }
        if (size == 0 || size == 1 && !isArray() && bucket == first) {
            first = bucket;
            firstCount = sum(size == 0 ? 0 : firstCount, times);
            size = 1;
            return;
        }
        if (!isArray()) {
            buckets = new short[] {first, 0};
            counts = new int[] {firstCount, 0};
        }
        int at = Arrays.binarySearch(buckets, 0, size, bucket);
        if (at < 0) {
            at = -at - 1;
            insert(at, bucket);
        }
        counts[at] = sum(counts[at], times);
    }

    private static int sum(int count, long times) {
        return (int) Math.min(Integer.MAX_VALUE, count + times);
    }

    private void insert(int at, short bucket) {
        if (size == buckets.length) {
            int larger = size < 8 ? 8 : size * 3 / 2;
            buckets = Arrays.copyOf(buckets, larger);
            counts = Arrays.copyOf(counts, larger);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = 0;
        size++;
    }

    /** In the order of the values: negative ones, 0 for what is next to nothing, positive ones. */
    private static short bucket(double value) {
        double magnitude = Math.abs(value);
        if (magnitude < LEAST) {
            return 0;
        }
        int bucket = Math.clamp(Math.round(Math.log(magnitude) / STEP) + FIRST, 1, Short.MAX_VALUE);
        return (short) (value < 0 ? -bucket : bucket);
    }

    private static double value(short bucket) {
        return bucket == 0 ? 0 : Math.signum(bucket) * Math.exp((Math.abs(bucket) - FIRST) * STEP);
    }
}
