package sample.local.signals.embedded;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Metrics in the lines of a log, in CloudWatch's embedded metric format. */
public final class EmbeddedMetrics {

    private static final int MAX_LINE = 64 * 1024;

    private final MetricStore metrics;

    public EmbeddedMetrics(MetricStore metrics) {
        this.metrics = metrics;
    }

    /**
     * Takes the metrics out of a line. As on AWS, a line without any, or in another form, is just a line. Returns how
     * many.
     */
    public int read(String line) {
        if (!line.startsWith("{") || !line.contains("\"_aws\"") || line.length() > MAX_LINE) {
            return 0;
        }
        try {
            return read(JsonMapper.shared().readTree(line));
        } catch (JacksonException e) {
            return 0;
        }
    }

    private int read(JsonNode line) {
        Instant when = Instant.ofEpochMilli(line.path("_aws").path("Timestamp").asLong(System.currentTimeMillis()));
        int count = 0;
        for (JsonNode directive : line.path("_aws").path("CloudWatchMetrics").values()) {
            for (JsonNode dimensionSet : directive.path("Dimensions").values()) {
                Map<String, String> dimensions = new HashMap<>();
                dimensionSet.values().forEach(name -> dimensions.put(name.asString(), line.path(name.asString())
                        .asString("")));
                for (JsonNode metric : directive.path("Metrics").values()) {
                    String name = metric.path("Name").asString("");
                    JsonNode value = line.path(name);
                    Metric of = new Metric(directive.path("Namespace").asString(""), name, dimensions);
                    if (value.isNumber()) {
                        metrics.put(of, when, value.asDouble(), 1);
                        count++;
                    }
                    for (JsonNode one : value.isArray() ? value.values() : List.<JsonNode>of()) {
                        metrics.put(of, when, one.asDouble(0), 1);
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
