package sample.local.signals.alarms;

import java.util.Arrays;
import java.util.Optional;

/** How a value is compared with the threshold. */
enum Comparison {
    GREATER("GreaterThanThreshold", ">"),
    GREATER_OR_EQUAL("GreaterThanOrEqualToThreshold", ">="),
    LESS("LessThanThreshold", "<"),
    LESS_OR_EQUAL("LessThanOrEqualToThreshold", "<=");

    private final String name;
    private final String sign;

    Comparison(String name, String sign) {
        this.name = name;
        this.sign = sign;
    }

    static Optional<Comparison> of(String name) {
        return Arrays.stream(values()).filter(it -> it.name.equals(name)).findFirst();
    }

    String sign() {
        return sign;
    }

    boolean breaches(double value, double threshold) {
        return switch (this) {
            case GREATER -> value > threshold;
            case GREATER_OR_EQUAL -> value >= threshold;
            case LESS -> value < threshold;
            case LESS_OR_EQUAL -> value <= threshold;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
