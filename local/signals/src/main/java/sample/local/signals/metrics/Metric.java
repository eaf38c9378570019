package sample.local.signals.metrics;

import java.util.Map;

/** What CloudWatch knows a metric by. One that differs in a dimension is another one. */
public record Metric(String namespace, String name, Map<String, String> dimensions) {

    public Metric {
        dimensions = Map.copyOf(dimensions);
    }
}
