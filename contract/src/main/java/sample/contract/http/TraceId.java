package sample.contract.http;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.Optional;

/** The trace that the OpenTelemetry agent runs this thread's work in. */
public final class TraceId {

    private TraceId() {
    }

    /** Empty when no agent watches. */
    public static Optional<String> current() {
        SpanContext context = Span.current().getSpanContext();
        return context.isValid() ? Optional.of(context.getTraceId()) : Optional.empty();
    }
}
