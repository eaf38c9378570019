package sample.local.signals.otlp;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.traces.Span;

/** What becomes of the spans and metrics that come in. */
public final class Telemetry {

    private final SpanReader reader;
    private final MetricReader metrics;
    private final Consumer<List<Span>> spans;
    private final Consumer<ExportTraceServiceRequest> forward;
    private final AtomicLong received = new AtomicLong();

    /**
     * @param environment of services that do not say theirs
     * @param forward takes everything as it came, for a trace viewer
     */
    public Telemetry(String environment, MetricStore store, Consumer<List<Span>> spans, Consumer<ExportTraceServiceRequest> forward) {
        this.reader = new SpanReader(environment);
        this.metrics = new MetricReader(store, reader);
        this.spans = spans;
        this.forward = forward;
    }

    public void traces(ExportTraceServiceRequest request) {
        List<Span> read = reader.read(request);
        received.addAndGet(read.size());
        spans.accept(read);
        forward.accept(request);
    }

    public void metrics(ExportMetricsServiceRequest request) {
        metrics.read(request);
    }

    public long receivedSpans() {
        return received.get();
    }
}
