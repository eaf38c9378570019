package sample.local.signals.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sample.local.signals.traces.Span;

/** From OTLP's spans to those that are looked at here. */
final class SpanReader {

    /** A longer text is cut: nothing here reads so much of one. */
    private static final int MAX_TEXT = 300;
    private static final HexFormat HEX = HexFormat.of();
    private static final Set<String> LOOKED_AT = Set.of("http.request.method", "http.method",
            "http.response.status_code", "http.status_code",
            "url.path", "http.target", "url.full", "http.url", "server.address", "net.peer.name", "server.port",
            "net.peer.port",
            "service.peer.name", "peer.service", "db.system.name", "db.system", "db.operation.name", "db.operation",
            "db.query.text",
            "db.statement", "rpc.system", "rpc.system.name", "rpc.service", "rpc.method", "messaging.system",
            "messaging.operation.type",
            "messaging.operation", "error.type", "exception.type");

    private final String environment;

    /** @param environment of services that do not say theirs */
    SpanReader(String environment) {
        this.environment = environment;
    }

    Span read(Resource resource, io.opentelemetry.proto.trace.v1.Span span) {
        return new Span(hex(span.getTraceId()), hex(span.getSpanId()), hex(span.getParentSpanId()),
                kind(span.getKind()), service(resource),
                environment(resource), cut(span.getName()), span.getStartTimeUnixNano(), span.getEndTimeUnixNano(),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                attributes(span.getAttributesList()));
    }

    static String service(Resource resource) {
        return attribute(resource, "service.name", "UnknownService");
    }

    String environment(Resource resource) {
        return attribute(resource, "deployment.environment.name",
                attribute(resource, "deployment.environment", environment));
    }

    private static String attribute(Resource resource, String name, String standard) {
        return resource.getAttributesList().stream().filter(it -> it.getKey().equals(name))
                .map(it -> text(it.getValue()))
                .filter(it -> !it.isEmpty()).findFirst().orElse(standard);
    }

    private static Span.Kind kind(io.opentelemetry.proto.trace.v1.Span.SpanKind kind) {
        return switch (kind) {
            case SPAN_KIND_SERVER -> Span.Kind.SERVER;
            case SPAN_KIND_CLIENT -> Span.Kind.CLIENT;
            case SPAN_KIND_PRODUCER -> Span.Kind.PRODUCER;
            case SPAN_KIND_CONSUMER -> Span.Kind.CONSUMER;
            default -> Span.Kind.INTERNAL;
        };
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        Map<String, String> all = new HashMap<>();
        for (KeyValue attribute : attributes) {
            if (LOOKED_AT.contains(attribute.getKey())) {
                all.put(attribute.getKey(), text(attribute.getValue()));
            }
        }
        return all;
    }

    static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> cut(value.getStringValue());
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            default -> "";
        };
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    static String hex(ByteString bytes) {
        return HEX.formatHex(bytes.toByteArray());
    }
}
