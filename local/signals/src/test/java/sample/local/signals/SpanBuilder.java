package sample.local.signals;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import sample.local.signals.traces.Span;

/** Spans by hand, a line each. */
public final class SpanBuilder {

    private static final String ENVIRONMENT = "eks:java-sample-app/orders";

    private SpanBuilder() {
    }

    /**
     * @param attributes {@code name=value}; {@code failed} stands for a span that ended with an error
     */
    public static Span span(String trace, String id, String parent, Span.Kind kind, String service, String name,
            Instant start, long milliseconds,
            String... attributes) {
        Map<String, String> all = new HashMap<>();
        boolean failed = false;
        for (String attribute : attributes) {
            if (attribute.equals("failed")) {
                failed = true;
            } else {
                all.put(attribute.split("=", 2)[0], attribute.split("=", 2)[1]);
            }
        }
        long begin = start.getEpochSecond() * 1_000_000_000L + start.getNano();
        return new Span(trace, id, parent, kind, service, ENVIRONMENT, name, begin, begin + milliseconds * 1_000_000,
                failed, all);
    }
}
