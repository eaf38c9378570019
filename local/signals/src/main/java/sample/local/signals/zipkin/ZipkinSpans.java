package sample.local.signals.zipkin;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import zipkin2.Endpoint;
import zipkin2.Span;

/** From OTLP's spans to Zipkin's, as OpenTelemetry's specification says. */
final class ZipkinSpans {

    private static final HexFormat HEX = HexFormat.of();

    private ZipkinSpans() {
    }

    /** Returns nothing of a span without valid ids. */
    static Optional<Span> of(String service, io.opentelemetry.proto.trace.v1.Span span) {
        return hasIds(span) ? Optional.of(span(span, Endpoint.newBuilder().serviceName(service).build()))
                : Optional.empty();
    }

    private static boolean hasIds(io.opentelemetry.proto.trace.v1.Span span) {
        return span.getTraceId().size() == 16 && span.getSpanId()
                .size() == 8 && !isZero(span.getTraceId()) && !isZero(span.getSpanId());
    }

    private static boolean isZero(ByteString id) {
        for (int i = 0; i < id.size(); i++) {
            if (id.byteAt(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Span span(io.opentelemetry.proto.trace.v1.Span span, Endpoint local) {
        Span.Builder zipkin = Span.newBuilder().traceId(HEX.formatHex(span.getTraceId().toByteArray()))
                .id(HEX.formatHex(span.getSpanId().toByteArray())).name(span.getName()).localEndpoint(local)
                .timestamp(span.getStartTimeUnixNano() / 1000)
                .duration(Math.max(1, (span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1000));
        if (span.getParentSpanId().size() == 8 && !isZero(span.getParentSpanId())) {
            zipkin.parentId(HEX.formatHex(span.getParentSpanId().toByteArray()));
        }
        switch (span.getKind()) {
            case SPAN_KIND_SERVER -> zipkin.kind(Span.Kind.SERVER);
            case SPAN_KIND_CLIENT -> zipkin.kind(Span.Kind.CLIENT);
            case SPAN_KIND_PRODUCER -> zipkin.kind(Span.Kind.PRODUCER);
            case SPAN_KIND_CONSUMER -> zipkin.kind(Span.Kind.CONSUMER);
            default -> {
                // An internal span has no kind in Zipkin.
            }
        }
        Map<String, String> tags = new HashMap<>();
        span.getAttributesList().forEach(attribute -> tags.put(attribute.getKey(), text(attribute.getValue())));
        if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
            tags.put("otel.status_code", "ERROR");
            tags.put("error", span.getStatus().getMessage());
        }
        tags.forEach(zipkin::putTag);
        remote(span, tags).ifPresent(zipkin::remoteEndpoint);
        span.getEventsList().forEach(event -> zipkin.addAnnotation(event.getTimeUnixNano() / 1000, annotation(event)));
        return zipkin.build();
    }

    private static Optional<Endpoint> remote(io.opentelemetry.proto.trace.v1.Span span, Map<String, String> tags) {
        boolean calls = span.getKind() == io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT
                || span.getKind() == io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_PRODUCER;
        return !calls ? Optional.empty() : List.of("peer.service", "server.address", "network.peer.address", "db.name",
                "db.namespace").stream()
                .map(tags::get).filter(Objects::nonNull).findFirst().map(name -> Endpoint.newBuilder().serviceName(name)
                        .port(port(tags.get("server.port"))).build());
    }

    private static int port(String text) {
        return text != null && text.matches("\\d{1,5}") ? Math.min(65535, Integer.parseInt(text)) : 0;
    }

    private static String annotation(io.opentelemetry.proto.trace.v1.Span.Event event) {
        return event.getAttributesCount() == 0 ? event.getName() : "\"" + event.getName() + "\":"
                + attributes(event.getAttributesList());
    }

    private static String attributes(List<KeyValue> attributes) {
        return attributes.stream().map(it -> "\"" + it.getKey() + "\":\"" + text(it.getValue()) + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().map(ZipkinSpans::text)
                    .collect(Collectors.joining(","));
            default -> "";
        };
    }
}
