package sample.local.signals.cloudwatch;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sample.local.signals.metrics.Statistic;
import tools.jackson.databind.JsonNode;

/** A call's input, or a part of it, whatever the protocol: in the query protocol all values are text. */
record Input(JsonNode node, String where) {

    /** Refuses all fields but these by name. */
    Input only(Set<String> known) {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw CloudWatchException.invalid(where + name + ": this endpoint does not support it");
            }
        }
        return this;
    }

    boolean has(String name) {
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> CloudWatchException.missing(where + name));
    }

    Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(node.path(name).asString("")) : Optional.empty();
    }

    double number(String name) {
        if (!has(name)) {
            throw CloudWatchException.missing(where + name);
        }
        return number(name, node.path(name));
    }

    List<Double> numbers(String name) {
        return node.path(name).values().stream().map(value -> number(name, value)).toList();
    }

    private double number(String name, JsonNode value) {
        try {
            double number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asString(""));
            if (Math.abs(number) <= Math.pow(2, 360)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw CloudWatchException.invalid("The value " + value + " for parameter " + where + name + " is invalid.");
    }

    int whole(String name) {
        double number = number(name);
        if (number != Math.rint(number) || number < 1 || number > Integer.MAX_VALUE) {
            throw CloudWatchException.invalid("The value " + number + " for parameter " + where + name
                    + " is invalid.");
        }
        return (int) number;
    }

    Instant time(String name) {
        return optionalTime(name).orElseThrow(() -> CloudWatchException.missing(where + name));
    }

    Optional<Instant> optionalTime(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = node.path(name);
        try {
            return Optional.of(value.isNumber() ? Instant.ofEpochMilli(Math.round(value.asDouble() * 1000))
                    : Instant.parse(value.asString("")));
        } catch (DateTimeException e) {
            throw CloudWatchException.invalid("The value " + value + " for parameter " + where + name + " is invalid.");
        }
    }

    Statistic statistic(String name) {
        return statistic(name, text(name));
    }

    List<Statistic> statistics(String name) {
        return texts(name).stream().map(it -> statistic(name, it)).toList();
    }

    private Statistic statistic(String name, String value) {
        try {
            return Statistic.of(value);
        } catch (IllegalArgumentException e) {
            throw CloudWatchException.invalid(where + name + ": " + e.getMessage());
        }
    }

    List<String> texts(String name) {
        return node.path(name).values().stream().map(value -> value.asString("")).toList();
    }

    Input part(String name) {
        if (!has(name)) {
            throw CloudWatchException.missing(where + name);
        }
        return new Input(node.path(name), where + name + ".");
    }

    List<Input> parts(String name) {
        return node.path(name).values().stream().map(value -> new Input(value, where + name + ".")).toList();
    }
}
