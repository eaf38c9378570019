package sample.local.signals.traces;

import java.time.Instant;
import java.util.Map;

/**
 * A span, as far as it is looked at here.
 *
 * @param parent the id of the span that it is a part of, empty for none
 * @param start in nanoseconds since 1970
 * @param failed whether it ended with an error
 * @param attributes by OpenTelemetry's names, each as text
 */
public record Span(String traceId, String id, String parent, Kind kind, String service, String environment, String name,
        long start,
        long end, boolean failed, Map<String, String> attributes) {

    /** By OpenTelemetry's names. */
    public enum Kind {
        INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER
    }

    public double milliseconds() {
        return Math.max(0, end - start) / 1e6;
    }

    public Instant ended() {
        return Instant.ofEpochSecond(0, end);
    }

    /** Returns the first of these attributes that is there; empty when none is. */
    public String attribute(String... names) {
        for (String name : names) {
            String value = attributes.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    /** Returns the HTTP status; 0 where there is none. */
    public int status() {
        String status = attribute("http.response.status_code", "http.status_code");
        return status.matches("[1-5]\\d\\d") ? Integer.parseInt(status) : 0;
    }

    /** As Application Signals counts it: a 5xx, or an error where there is no HTTP status. */
    public boolean isFault() {
        return status() == 0 ? failed : status() >= 500;
    }

    /** As Application Signals counts it: a 4xx. */
    public boolean isError() {
        return status() / 100 == 4;
    }

    /** Whether it calls something outside its process. */
    public boolean isCall() {
        return kind == Kind.CLIENT || kind == Kind.PRODUCER;
    }
}
