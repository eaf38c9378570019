package sample.drill.findings;

import java.util.Collection;

/** How long some orders took until they were answered or given up; not a number where there was no order. */
record Latency(double p50, double p99) {

    static Latency of(Collection<Answer> answers) {
        double[] sorted = answers.stream().mapToDouble(Answer::millis).sorted().toArray();
        return new Latency(percentile(sorted, 50), percentile(sorted, 99));
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1];
    }
}
