package sample.local.signals.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zipkin2.codec.SpanBytesDecoder;

/** A Zipkin that takes spans, and Zipkins that do not. */
@Timeout(60)
class ZipkinForwarderTest {

    private final List<zipkin2.Span> taken = Collections.synchronizedList(new ArrayList<>());
    private HttpServer zipkin;

    @AfterEach
    void stop() {
        if (zipkin != null) {
            zipkin.stop(0);
        }
    }

    @Test
    void handsOnASpanAsOpenTelemetrysSpecificationSays() throws Exception {
        send(forwarder(start(0, 202)), spans(1, "POST"));
        await().until(() -> !taken.isEmpty());
        zipkin2.Span span = taken.getFirst();

        assertThat(span.traceId()).isEqualTo("07".repeat(16));
        assertThat(span.parentId()).isEqualTo("0000000000000009");
        assertThat(span.name()).isEqualTo("post");
        assertThat(span.kind()).isEqualTo(zipkin2.Span.Kind.CLIENT);
        assertThat(span.localServiceName()).isEqualTo("order-api");
        assertThat(span.remoteServiceName()).isEqualTo("127.0.0.1");
        assertThat(span.remoteEndpoint().portAsInt()).isEqualTo(5000);
        assertThat(span.timestampAsLong()).isEqualTo(1_767_323_045_000_000L);
        assertThat(span.durationAsLong()).isEqualTo(50_000);
        assertThat(span.tags()).containsEntry("http.response.status_code", "503").containsEntry("error", "refused")
                .containsEntry("otel.status_code", "ERROR");
        assertThat(span.annotations()).singleElement().satisfies(event -> assertThat(event.value())
                .isEqualTo("\"exception\":{\"exception.type\":\"X\"}"));
    }

    @Test
    void whatCameWhileZipkinWasAwayIsHandedOnWhenItIsThere() throws Exception {
        int port = freePort();
        ZipkinForwarder forwarder = forwarder(port);
        for (int i = 0; i < 20; i++) {
            send(forwarder, spans(10, "early"));
        }
        await().until(() -> forwarder.state().get("reachable").equals(false));
        start(port, 202);

        await().untilAsserted(() -> assertThat(taken).hasSize(200));
        assertThat(forwarder.state()).containsEntry("lost_spans", 0L).containsEntry("reachable", true);
    }

    @Test
    void aZipkinThatFailsIsTriedAgain() throws Exception {
        int port = start(0, 503);
        ZipkinForwarder forwarder = forwarder(port);
        send(forwarder, spans(3, "again"));
        await().until(() -> forwarder.state().get("reachable").equals(false));
        zipkin.stop(0);
        start(port, 202);

        await().untilAsserted(() -> assertThat(forwarder.state()).containsEntry("sent_spans", 3L));
    }

    /** It takes the connection and never answers. The sender of the spans is not held up, and the oldest are given up. */
    @Test
    void aDeadZipkinCostsNothingButTheTraces() throws Exception {
        try (ServerSocket dead = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ZipkinForwarder forwarder = forwarder(dead.getLocalPort());
            List<Span> batch = spans(200, "x".repeat(500));
            long begin = System.nanoTime();
            for (int i = 0; i < 300; i++) {
                send(forwarder, batch);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
            assertThat((int) forwarder.state().get("waiting_bytes")).isLessThanOrEqualTo(4 * 1024 * 1024);
            assertThat((long) forwarder.state().get("lost_spans")).isGreaterThan(10_000);
        }
    }

    @Test
    void spansWithoutValidIdsAreLeftOut() {
        assertThat(ZipkinSpans.of("s", Span.newBuilder().setName("no ids").build())).isEmpty();
        assertThat(ZipkinSpans.of("s", Span.newBuilder().setTraceId(ByteString.copyFrom(new byte[16]))
                .setSpanId(ByteString.copyFrom(new byte[8])).build())).isEmpty();
    }

    private static void send(ZipkinForwarder forwarder, List<Span> spans) {
        ZipkinForwarder.Batch batch = forwarder.batch();
        spans.forEach(span -> batch.add("order-api", span));
        batch.send();
    }

    private static ZipkinForwarder forwarder(int port) {
        ZipkinForwarder forwarder = new ZipkinForwarder("http://127.0.0.1:" + port, Duration.ofMillis(50));
        forwarder.start();
        return forwarder;
    }

    private int start(int port, int status) throws IOException {
        zipkin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        zipkin.createContext("/api/v2/spans", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                if (status == 202) {
                    taken.addAll(SpanBytesDecoder.PROTO3.decodeList(body));
                }
                exchange.sendResponseHeaders(status, -1);
            }
        });
        zipkin.start();
        return zipkin.getAddress().getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<Span> spans(int number, String name) {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            spans.add(Span.newBuilder().setTraceId(ByteString.copyFrom(new byte[]{7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
                    7, 7, 7}))
                    .setSpanId(ByteString.copyFrom(new byte[]{0, 0, 0, 0, 0, 0, 1, (byte) i}))
                    .setParentSpanId(ByteString.copyFrom(new byte[]{0, 0, 0, 0, 0, 0, 0, 9})).setName(name)
                    .setKind(Span.SpanKind.SPAN_KIND_CLIENT).setStartTimeUnixNano(1_767_323_045_000_000_000L)
                    .setEndTimeUnixNano(1_767_323_045_050_000_000L)
                    .addAttributes(attribute("http.response.status_code", AnyValue.newBuilder().setIntValue(503)))
                    .addAttributes(attribute("server.address", AnyValue.newBuilder().setStringValue("127.0.0.1")))
                    .addAttributes(attribute("server.port", AnyValue.newBuilder().setIntValue(5000)))
                    .addEvents(Span.Event.newBuilder().setName("exception").setTimeUnixNano(1_767_323_045_010_000_000L)
                            .addAttributes(attribute("exception.type", AnyValue.newBuilder().setStringValue("X"))))
                    .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("refused"))
                    .build());
        }
        return spans;
    }

    private static KeyValue.Builder attribute(String name, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(name).setValue(value);
    }
}
