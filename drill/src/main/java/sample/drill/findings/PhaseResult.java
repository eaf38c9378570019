package sample.drill.findings;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * What became of the orders sent in a phase, and the pool in it.
 *
 * @param outcomes orders by status, or by the word for why there was none
 * @param errorShare of the orders, those not acknowledged
 * @param predictedPerSecond what the pool lets through: maximum / hold time
 * @param acknowledgedPerSecond by the time of the answer; in the fault phase over its steady part only
 */
public record PhaseResult(String name, double seconds, int sent, double sentPerSecond, double p50Ms, double p99Ms,
        Map<String, Long> outcomes, double errorShare, int poolMaximum, int mostActive, int mostPending, double holdMs,
        double predictedPerSecond, double acknowledgedPerSecond) {

    static PhaseResult of(Moments.Phase phase, Moments.Phase steady, List<Answer> answers, List<Pool> pools) {
        List<Answer> sent = answers.stream().filter(answer -> phase.contains(answer.sentAt())).toList();
        List<Pool> seen = pools.stream().filter(pool -> phase.contains(pool.at())).toList();
        if (sent.isEmpty() || seen.isEmpty()) {
            throw new IllegalStateException("no orders, or no answer of delivery-api, in phase " + phase.name());
        }
        Latency latency = Latency.of(sent);
        // The last look, as a pool that was just made smaller keeps its surplus until the orders give it back.
        Pool pool = seen.getLast();
        double failed = sent.stream().filter(Answer::failed).count();
        double acknowledged = answers.stream().filter(answer -> answer.acknowledged() && steady.contains(answer.at()))
                .count();
        return new PhaseResult(phase.name(), phase.seconds(), sent.size(), sent.size() / phase.seconds(), latency.p50(),
                latency.p99(), outcomes(sent), failed / sent.size(), pool.maximum(), most(seen, Pool::active),
                most(seen, Pool::pending), pool.holdMillis(), pool.capacity(), acknowledged / steady.seconds());
    }

    public double share(int status) {
        return outcomes.getOrDefault(String.valueOf(status), 0L) / (double) sent;
    }

    /**
     * The share of the orders that cannot be acknowledged, by the arithmetic of the pool.
     *
     * @param rate orders a second that are sent
     */
    double predictedErrorShare(int rate) {
        return Math.max(0, 1 - predictedPerSecond / rate);
    }

    private static Map<String, Long> outcomes(List<Answer> answers) {
        return answers.stream()
                .collect(Collectors.groupingBy(Answer::outcome, TreeMap::new, Collectors.counting()));
    }

    private static int most(List<Pool> pools, ToIntFunction<Pool> of) {
        return pools.stream().mapToInt(of).max().orElseThrow();
    }
}
