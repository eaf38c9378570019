package sample.local.signals.metrics;

import java.util.regex.Pattern;

/**
 * A statistic by CloudWatch's name: {@code Sum}, {@code Average}, ... or a percentile such as {@code p99} or {@code
 * p99.9}.
 *
 * @param percent of a percentile, from 0 to 100; of the others 0
 */
public record Statistic(String name, double percent) {

    private static final Pattern SIMPLE = Pattern.compile("SampleCount|Sum|Average|Minimum|Maximum");
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(\\.\\d{1,10})?|100)");

    /**
     * @throws IllegalArgumentException when {@code name} is none of these: trimmed means and the like are not
     *         computed here
     */
    public static Statistic of(String name) {
        if (PERCENTILE.matcher(name).matches()) {
            return new Statistic(name, Double.parseDouble(name.substring(1)));
        }
        if (SIMPLE.matcher(name).matches()) {
            return new Statistic(name, 0);
        }
        throw new IllegalArgumentException("the statistic " + name + " is not computed here");
    }

    public boolean isPercentile() {
        return name.startsWith("p");
    }
}
