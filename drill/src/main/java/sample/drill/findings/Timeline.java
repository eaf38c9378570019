package sample.drill.findings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The run second by second, on one axis: seconds since the baseline began.
 *
 * @param seconds what was answered in each second
 * @param pool the pool at each look
 */
public record Timeline(double faultBegun, double faultInForce, double restoreBegun, double restoreInForce, double end,
        List<Second> seconds, List<Look> pool) {

    /**
     * @param at the second's beginning
     * @param answers how many, by status
     * @param p50Ms of the orders answered in it; null when there are none, as p99Ms
     */
    public record Second(int at, Map<String, Long> answers, Double p50Ms, Double p99Ms) {
    }

    /** The pool at one moment. */
    public record Look(double at, int maximum, int active, int pending) {
    }

    public static Timeline of(Moments moments, List<Answer> answers, List<Pool> pools) {
        long zero = moments.baselineBegun();
        int length = (int) ((moments.end() - zero) / 1000);
        List<Look> looks = pools.stream().filter(pool -> pool.at() >= zero && pool.at() < moments.end())
                .map(pool -> new Look((pool.at() - zero) / 1000.0, pool.maximum(), pool.active(), pool.pending()))
                .toList();
        return new Timeline((moments.faultBegun() - zero) / 1000.0, (moments.faultInForce() - zero) / 1000.0,
                (moments.restoreBegun() - zero) / 1000.0, (moments.restoreInForce() - zero) / 1000.0, length,
                IntStream.range(0, length).mapToObj(second -> second(zero, second, answers)).toList(), looks);
    }

    private static Second second(long zero, int second, List<Answer> answers) {
        Moments.Phase bucket = new Moments.Phase("", zero + second * 1000L, zero + second * 1000L + 1000);
        List<Answer> in = answers.stream().filter(answer -> bucket.contains(answer.at())).toList();
        Latency latency = Latency.of(in);
        return new Second(second, in.stream()
                .collect(Collectors.groupingBy(Answer::outcome, TreeMap::new, Collectors.counting())),
                in.isEmpty() ? null : latency.p50(), in.isEmpty() ? null : latency.p99());
    }
}
