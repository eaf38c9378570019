package sample.local.signals.otlp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpHandler;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.traces.Span;
import sample.local.signals.zipkin.ZipkinForwarder;

/** OTLP over HTTP: the spans and metrics of the services' agents. */
public final class Telemetry {

    private static final String TRACES = "/v1/traces";
    private static final String METRICS = "/v1/metrics";

    /** The agent sends 512 spans at a time at most: some hundred KB, or a few MB where many have a stack trace. */
    static final int MAX_TRACES_BYTES = 4 * 1024 * 1024;
    /** A service's metrics are some 30 KB. */
    static final int MAX_METRICS_BYTES = 256 * 1024;
    private static final long MAX_BYTES_AT_ONCE = 6L * 1024 * 1024;

    private final SpanReader reader;
    private final MetricReader metrics;
    private final Consumer<List<Span>> spans;
    private final ZipkinForwarder zipkin;
    private final OtlpCopies copies;
    private final AtomicLong received = new AtomicLong();

    /** @param environment of services that do not say theirs */
    public Telemetry(String environment, MetricStore store, Consumer<List<Span>> spans, ZipkinForwarder zipkin,
            OtlpCopies copies) {
        this.reader = new SpanReader(environment);
        this.metrics = new MetricReader(store, reader);
        this.spans = spans;
        this.zipkin = zipkin;
        this.copies = copies;
    }

    /** Returns the handlers of {@value #TRACES} and {@value #METRICS}. */
    public Map<String, HttpHandler> handlers() {
        return Map.of(TRACES, new OtlpHandler(new Body(MAX_TRACES_BYTES, MAX_BYTES_AT_ONCE), this::traces),
                METRICS, new OtlpHandler(new Body(MAX_METRICS_BYTES, MAX_BYTES_AT_ONCE), this::metrics));
    }

    /** One message at a time: what is unpacked takes more memory than what came. */
    private synchronized void traces(byte[] message) throws IOException, Body.Refused {
        List<Span> read = new ArrayList<>();
        ZipkinForwarder.Batch forZipkin = zipkin.batch();
        SpanMessages.read(message, (resource, span) -> {
            read.add(reader.read(resource, span));
            forZipkin.add(SpanReader.service(resource), span);
        });
        received.addAndGet(read.size());
        spans.accept(read);
        forZipkin.send();
        copies.send(TRACES, message);
    }

    private synchronized void metrics(byte[] message) throws InvalidProtocolBufferException {
        metrics.read(ExportMetricsServiceRequest.parseFrom(message));
        copies.send(METRICS, message);
    }

    public long receivedSpans() {
        return received.get();
    }
}
