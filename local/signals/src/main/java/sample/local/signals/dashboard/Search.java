package sample.local.signals.dashboard;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;

/**
 * A search as the templates write it: <code>SEARCH('{Namespace,Dimension,...} Dimension="value" MetricName="name"',
 * 'p99', 60)</code>.
 *
 * @param dimensions the names of all dimensions that a metric has to have
 * @param values what some of them have to be
 */
record Search(String namespace, String metricName, Set<String> dimensions, Map<String, String> values,
        Statistic statistic) {

    private static final Pattern SEARCH =
            Pattern.compile("SEARCH\\('\\{([^}]+)}\\s*([^']*)',\\s*'([^']+)',\\s*\\d+\\)");
    private static final Pattern TERM = Pattern.compile("([A-Za-z0-9_]+)=\"([^\"]*)\"\\s*");

    /** Returns nothing when the expression is no such search. */
    static Optional<Search> of(String expression) {
        Matcher search = SEARCH.matcher(expression.strip());
        if (!search.matches()) {
            return Optional.empty();
        }
        List<String> schema = List.of(search.group(1).split("\\s*,\\s*"));
        Map<String, String> values = new LinkedHashMap<>();
        Matcher term = TERM.matcher(search.group(2));
        int end = 0;
        while (term.find() && term.start() == end) {
            values.put(term.group(1), term.group(2));
            end = term.end();
        }
        String name = values.remove("MetricName");
        Set<String> dimensions = new LinkedHashSet<>(schema.subList(1, schema.size()));
        boolean understood = end == search.group(2).length() && name != null && dimensions.containsAll(values.keySet());
        return understood ? Optional.of(new Search(schema.getFirst(), name, dimensions, values,
                Statistic.of(search.group(3)))) : Optional.empty();
    }

    List<Metric> find(MetricStore metrics) {
        return metrics.find(metric -> metric.namespace().equals(namespace) && metric.name().equals(metricName)
                && metric.dimensions().keySet().equals(dimensions) && metric.dimensions().entrySet()
                .containsAll(values.entrySet())).stream()
                .sorted((one, other) -> one.dimensions().values().toString()
                .compareTo(other.dimensions().values().toString())).toList();
    }
}
