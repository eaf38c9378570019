package sample.local.signals.dashboard;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;

/** What a widget draws: one metric, or those that a search finds. */
sealed interface Line {

    Pattern PROPERTY = Pattern.compile("\\$\\{PROP\\('Dim\\.([A-Za-z0-9_]+)'\\)}");

    /** Returns what is there to draw. */
    List<Drawn> drawn(MetricStore metrics);

    /** @param color as the template says, if it does */
    record Drawn(Metric metric, Statistic statistic, String label, Optional<String> color) {
    }

    /** One metric, whether it is there or not. */
    record Single(Drawn drawn) implements Line {

        @Override
        public List<Drawn> drawn(MetricStore metrics) {
            return List.of(drawn);
        }
    }

    /** @param label in which <code>${PROP('Dim.Name')}</code> stands for the value of a dimension */
    record Found(Search search, String label, Optional<String> color) implements Line {

        @Override
        public List<Drawn> drawn(MetricStore metrics) {
            return search.find(metrics).stream().map(metric ->
                    new Drawn(metric, search.statistic(), label(metric), color)).toList();
        }

        private String label(Metric metric) {
            return label.isEmpty() ? String.join(" ", metric.dimensions().values())
                    : PROPERTY.matcher(label).replaceAll(found -> Matcher.quoteReplacement(
                            metric.dimensions().getOrDefault(found.group(1), "")));
        }
    }
}
