package sample.local.ssm;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * The filters of a request: a parameter passes when each filter has a value that fits it. A filter that cannot be applied is
 * refused: without it, the caller would get parameters that were not asked for.
 */
final class Filters {

    static final Set<String> OF_DESCRIBE = new TreeSet<>(Set.of("Name", "Type", "KeyId", "Path", "Tier", "DataType"));
    static final Set<String> OF_PATH = new TreeSet<>(Set.of("Type", "KeyId"));
    static final Set<String> OF_DESCRIBE_OLD = new TreeSet<>(Set.of("Name", "Type", "KeyId"));

    private static final String EQUALS = "Equals";

    /** Per key and option, whether a parameter fits a value. */
    private static final Map<String, Map<String, BiPredicate<Parameter, String>>> KEYS = Map.of(
            "Name", options(Map.of(
                    EQUALS, (parameter, value) -> parameter.path().equals(rooted(value)),
                    "BeginsWith", (parameter, value) -> parameter.path().startsWith(rooted(value)),
                    "Contains", (parameter, value) -> parameter.path().contains(value))),
            "Path", options(Map.of(
                    "OneLevel", (parameter, value) -> parameter.isBelow(value, false),
                    "Recursive", (parameter, value) -> parameter.isBelow(value, true))),
            "Type", text(Parameter::type),
            "KeyId", text(parameter -> Objects.requireNonNullElse(parameter.keyId(), "")),
            "Tier", text(parameter -> Answers.TIER),
            "DataType", text(parameter -> Answers.DATA_TYPE));

    /** The values that there are, for keys that have not any. */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "Type", ParameterRules.TYPES,
            "Tier", new TreeSet<>(Set.of("Standard", "Advanced", "Intelligent-Tiering")));

    private Filters() {
    }

    private static Map<String, BiPredicate<Parameter, String>> text(Function<Parameter, String> of) {
        return options(Map.of(
                EQUALS, (parameter, value) -> of.apply(parameter).equals(value),
                "BeginsWith", (parameter, value) -> of.apply(parameter).startsWith(value)));
    }

    private static Map<String, BiPredicate<Parameter, String>> options(Map<String, BiPredicate<Parameter, String>> options) {
        return new TreeMap<>(options);
    }

    private static String rooted(String name) {
        return name.startsWith("/") ? name : "/" + name;
    }

    /**
     * Returns what passes all of the {@code filters}, each with Key, Values and perhaps Option.
     *
     * @param keys the keys that the operation knows
     */
    static Predicate<Parameter> of(List<JsonNode> filters, Set<String> keys) {
        Predicate<Parameter> all = parameter -> true;
        Set<String> used = new HashSet<>();
        for (JsonNode filter : filters) {
            String key = filter.path("Key").asString("");
            if (!keys.contains(key)) {
                throw new SsmException("InvalidFilterKey",
                        "The following filter key is not valid: %s. Valid filter keys include: %s.".formatted(key, keys));
            }
            if (!used.add(key)) {
                throw new SsmException("InvalidFilterKey", "The following filter is duplicated in the request: %s. "
                        .formatted(key) + "A request can contain only one occurrence of a specific filter.");
            }
            all = all.and(one(key, filter.path("Option").asString(null), filter.path("Values").valueStream().map(JsonNode::asString).toList()));
        }
        return all;
    }

    private static Predicate<Parameter> one(String key, String wanted, List<String> values) {
        Map<String, BiPredicate<Parameter, String>> options = KEYS.get(key);
        String option = wanted != null ? wanted : key.equals("Path") ? "OneLevel" : EQUALS;
        if (!options.containsKey(option)) {
            throw new SsmException("InvalidFilterOption", "The following filter option is not valid: %s. Valid options for %s include: %s."
                    .formatted(option, key, options.keySet()));
        }
        if (values.isEmpty()) {
            throw new SsmException("InvalidFilterValue", "The following filter values are missing : null for filter key " + key + ".");
        }
        values.forEach(value -> checkValue(key, option, value));
        return parameter -> values.stream().anyMatch(value -> options.get(option).test(parameter, value));
    }

    private static void checkValue(String key, String option, String value) {
        if (key.equals("Path")) {
            ParameterRules.checkPath(value);
        }
        Set<String> known = VALUES.getOrDefault(key, Set.of(value));
        if (option.equals(EQUALS) && !known.contains(value)) {
            throw new SsmException("InvalidFilterValue",
                    "The following filter value is not valid: %s. Valid values include: %s.".formatted(value, known));
        }
    }
}
