package sample.local.signals.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the spans out of a message one by one. A message of 4 MB may hold two million empty spans, which would take a
 * hundred times its size if they were all unpacked at once.
 */
final class SpanMessages {

    /** The agent sends 512 at a time. */
    static final int MAX_SPANS = 10_000;
    /** Some stack traces fit. */
    private static final int MAX_SPAN_BYTES = 256 * 1024;
    private static final int MAX_PARTS = 1_000;

    private final SpanConsumer consumer;
    private int spans;
    private int parts;

    private SpanMessages(SpanConsumer consumer) {
        this.consumer = consumer;
    }

    /** Takes a span with the resource that it came from. */
    @FunctionalInterface
    public interface SpanConsumer {
        void accept(Resource resource, Span span);
    }

    /**
     * @throws InvalidProtocolBufferException when it is no such message; some spans may have been taken then
     * @throws Body.Refused when it holds too many parts, or too large ones
     */
    static void read(byte[] message, SpanConsumer consumer) throws IOException, Body.Refused {
        new SpanMessages(consumer).read(CodedInputStream.newInstance(message));
    }

    private void read(CodedInputStream message) throws IOException, Body.Refused {
        for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
            if (tag == tag(ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER)) {
                readResource(message.readByteBuffer());
            } else {
                message.skipField(tag);
            }
        }
    }

    /** The resource may stand behind its spans, so it is looked for first. */
    private void readResource(ByteBuffer bytes) throws IOException, Body.Refused {
        Resource resource = Resource.getDefaultInstance();
        List<ByteBuffer> scopes = new ArrayList<>();
        CodedInputStream message = CodedInputStream.newInstance(bytes);
        for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
            if (tag == tag(ResourceSpans.RESOURCE_FIELD_NUMBER)) {
                resource = Resource.parseFrom(checked(message.readBytes()));
            } else if (tag == tag(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER)) {
                scopes.add(message.readByteBuffer());
                count(++parts, MAX_PARTS);
            } else {
                message.skipField(tag);
            }
        }
        count(++parts, MAX_PARTS);
        for (ByteBuffer scope : scopes) {
            readScope(resource, CodedInputStream.newInstance(scope));
        }
    }

    private void readScope(Resource resource, CodedInputStream message) throws IOException, Body.Refused {
        for (int tag = message.readTag(); tag != 0; tag = message.readTag()) {
            if (tag == tag(ScopeSpans.SPANS_FIELD_NUMBER)) {
                count(++spans, MAX_SPANS);
                consumer.accept(resource, Span.parseFrom(checked(message.readBytes())));
            } else {
                message.skipField(tag);
            }
        }
    }

    private static ByteString checked(ByteString part) throws Body.Refused {
        if (part.size() > MAX_SPAN_BYTES) {
            throw new Body.Refused(413, "A part of the message is larger than " + MAX_SPAN_BYTES + " bytes");
        }
        return part;
    }

    private static void count(int number, int most) throws Body.Refused {
        if (number > most) {
            throw new Body.Refused(413, "The message has more than " + most + " parts of a kind");
        }
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }
}
