package sample.drill.findings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What the numbers say.
 *
 * @param steady the part of the fault phase over which capacity is measured
 * @param secondsToBite from the beginning of the flip to the end of the first second that shows the fault
 * @param recovery empty when the rest of the run was never like the baseline again
 */
public record Findings(PhaseResult baseline, PhaseResult fault, PhaseResult restored, Moments.Phase steady,
        OptionalInt secondsToBite, Optional<Recovery> recovery) {

    /**
     * When all was well again.
     *
     * @param seconds from the beginning of the restore
     * @param p99Ms of the orders answered from then on, to the end
     */
    public record Recovery(int seconds, double p99Ms) {
    }

    private static final int SECOND = 1000;
    private static final double ERRORS_THAT_SHOW = 0.2;
    private static final double MAX_SLOWNESS_THAT_SHOWS = 5;
    static final double LIKE_THE_BASELINE = 1.5;

    public static Findings of(Fault fault, Moments moments, List<Answer> answers, List<Pool> pools) {
        PhaseResult baseline = PhaseResult.of(moments.baseline(), moments.baseline(), answers, pools);
        OptionalInt bite = secondsToBite(fault, moments, answers, baseline);
        Moments.Phase steady = steady(moments, bite, pools);
        return new Findings(baseline, PhaseResult.of(moments.fault(), steady, answers, pools),
                PhaseResult.of(moments.restored(), moments.restored(), answers, pools), steady, bite,
                recovery(moments, answers, baseline));
    }

    public List<PhaseResult> phases() {
        return List.of(baseline, fault, restored);
    }

    /** How many times the baseline's p50 the fault's is. */
    double slowdown() {
        return fault.p50Ms() / baseline.p50Ms();
    }

    /** The first second with many errors among its answers, with slow ones, or with none. */
    private static OptionalInt secondsToBite(Fault fault, Moments moments, List<Answer> answers,
            PhaseResult baseline) {
        double slowness = fault.slowdown() > 0 ? Math.min(fault.slowdown(), MAX_SLOWNESS_THAT_SHOWS) : MAX_SLOWNESS_THAT_SHOWS;
        int seconds = (int) (moments.restoreBegun() - moments.faultBegun()) / SECOND;
        return IntStream.rangeClosed(1, seconds).filter(second -> {
            List<Answer> in = answered(moments.faultBegun(), second - 1, answers);
            double failed = in.stream().filter(Answer::failed).count();
            return in.isEmpty() || failed / in.size() >= ERRORS_THAT_SHOW
                    || Latency.of(in).p50() >= slowness * baseline.p50Ms();
        }).findFirst();
    }

    /** From when the fault shows and the longest that an order can have waited since has passed. */
    private static Moments.Phase steady(Moments moments, OptionalInt bite, List<Pool> pools) {
        Pool pool = pools.stream().filter(look -> moments.fault().contains(look.at())).reduce((a, b) -> b)
                .orElseThrow(() -> new IllegalStateException("delivery-api did not answer in the fault phase"));
        long shown = moments.faultBegun() + bite.orElse(0) * SECOND;
        long begin = Math.max(shown, moments.faultInForce()) + Math.round(pool.timeoutMillis() + pool.holdMillis());
        return new Moments.Phase("steady", Math.min(begin, moments.restoreBegun() - SECOND), moments.restoreBegun());
    }

    /** The first second from which on, to the end, no order fails and the p99 of them all is like the baseline's. */
    private static Optional<Recovery> recovery(Moments moments, List<Answer> answers, PhaseResult baseline) {
        int seconds = (int) (moments.end() - moments.restoreBegun()) / SECOND;
        for (int second = 0; second < seconds; second++) {
            long begin = moments.restoreBegun() + second * SECOND;
            List<Answer> rest = answers.stream().filter(answer -> answer.at() >= begin).toList();
            double p99 = Latency.of(rest).p99();
            if (rest.stream().noneMatch(Answer::failed) && p99 <= LIKE_THE_BASELINE * baseline.p99Ms()) {
                return Optional.of(new Recovery(second, p99));
            }
        }
        return Optional.empty();
    }

    private static List<Answer> answered(long zero, int second, List<Answer> answers) {
        Moments.Phase bucket = new Moments.Phase("", zero + second * SECOND, zero + (second + 1) * SECOND);
        return answers.stream().filter(answer -> bucket.contains(answer.at())).toList();
    }
}
