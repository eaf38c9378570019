package sample.local.lambda.metrics;

import java.util.Arrays;
import java.util.List;

/** The values that came in during one period, in ascending order; never none. */
public record Datapoint(double[] values) {

    static Datapoint of(List<Double> values) {
        return new Datapoint(values.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    /** Returns a statistic by CloudWatch's name: {@code Sum}, {@code Average}, ... or a percentile such as {@code p99}. */
    public double statistic(String name) {
        return switch (name) {
            case "SampleCount" -> values.length;
            case "Sum" -> Arrays.stream(values).sum();
            case "Average" -> Arrays.stream(values).sum() / values.length;
            case "Minimum" -> values[0];
            case "Maximum" -> values[values.length - 1];
            default -> percentile(Double.parseDouble(name.substring(1)));
        };
    }

    public static boolean knows(String statistic) {
        return statistic.matches("SampleCount|Sum|Average|Minimum|Maximum|p([0-9]{1,2}(\\.[0-9]+)?|100)");
    }

    private double percentile(double percent) {
        return values[Math.max(0, (int) Math.ceil(percent / 100 * values.length) - 1)];
    }
}
