package sample.records.function;

import java.io.PrintStream;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Custom metrics, off unless {@code CUSTOM_METRICS} is {@code true}: one line of JSON in the embedded metric format, of
 * which CloudWatch makes the metric {@code RecordsStored} while it takes in the log. No call, so no time.
 *
 * <p>The user stands in the line and is no dimension. Each value of a dimension is a metric of its own, paid by the
 * month; whoever can post could invent users without end, at the account's expense. Logs Insights counts by user all
 * the same: {@code stats sum(RecordsStored) by User}.
 */
final class CustomMetrics {

    private static final JsonFactory JSON = new JsonFactory();

    private final PrintStream out;

    CustomMetrics(PrintStream out) {
        this.out = out;
    }

    void recordStored(UserRecord record, String functionName) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("_aws");
            json.writeNumberProperty("Timestamp", record.timestamp().toEpochMilli());
            json.writeArrayPropertyStart("CloudWatchMetrics");
            json.writeStartObject();
            json.writeStringProperty("Namespace", "RecordsLab");
            json.writeName("Dimensions").writeRawValue("[[\"FunctionName\"]]");
            json.writeName("Metrics").writeRawValue("[{\"Name\": \"RecordsStored\", \"Unit\": \"Count\"}]");
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeStringProperty("FunctionName", functionName);
            json.writeNumberProperty("RecordsStored", 1);
            json.writeStringProperty("User", record.user());
            json.writeEndObject();
        }
        out.println(line);
    }
}
