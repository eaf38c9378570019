package sample.local.signals.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.local.http.LoopbackServer;
import sample.local.signals.TestClock;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.zipkin.ZipkinForwarder;

/** What comes in over real sockets, and what should not. */
@Timeout(60)
class TelemetryTest {

    private static final String PROTOBUF = "application/x-protobuf";

    private final List<sample.local.signals.traces.Span> received = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Telemetry telemetry = new Telemetry("eks:test/orders", new MetricStore(new TestClock()), received::addAll,
                new ZipkinForwarder("http://127.0.0.1:9", Duration.ofSeconds(1)), OtlpCopies.to(Optional.empty()));
        server = LoopbackServer.start(0, telemetry.handlers());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    @Test
    void takesSpans() throws Exception {
        HttpResponse<byte[]> answer = post("/v1/traces", PROTOBUF, "", spans(3).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        assertThat(received).hasSize(3).first().satisfies(span -> {
            assertThat(span.service()).isEqualTo("order-api");
            assertThat(span.environment()).isEqualTo("eks:test/orders");
            assertThat(span.name()).isEqualTo("POST /api/orders");
            assertThat(span.status()).isEqualTo(503);
            assertThat(span.isFault()).isTrue();
            assertThat(span.traceId()).isEqualTo("01".repeat(16));
            assertThat(span.milliseconds()).isEqualTo(50);
        });
    }

    @Test
    void takesGzip() throws Exception {
        assertThat(post("/v1/traces", PROTOBUF, "gzip", gzip(spans(5).toByteArray())).statusCode()).isEqualTo(200);
        assertThat(received).hasSize(5);
    }

    @Test
    void garbageIsRefusedAsOtlpSays() throws Exception {
        byte[] garbage = new byte[5000];
        new Random(1).nextBytes(garbage);
        for (String path : List.of("/v1/traces", "/v1/metrics")) {
            HttpResponse<byte[]> answer = post(path, PROTOBUF, "", garbage);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(status(answer.body())).isEqualTo("3 The body is not the message that is expected here");
        }
        assertThat(received).isEmpty();
    }

    @Test
    void everyCutOfAMessageIsRefusedOrTaken() throws Exception {
        byte[] message = spans(2).toByteArray();
        for (int length = 1; length < message.length; length += 7) {
            assertThat(post("/v1/traces", PROTOBUF, "", Arrays.copyOf(message, length)).statusCode()).isIn(200, 400);
        }
        received.clear();
        assertThat(post("/v1/traces", PROTOBUF, "", message).statusCode()).isEqualTo(200);
        assertThat(received).hasSize(2);
    }

    @Test
    void jsonIsAnsweredInJson() throws Exception {
        HttpResponse<byte[]> answer = post("/v1/traces", "application/json", "", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("\"code\":3", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip"})
    void otherEncodingsAreRefused(String encoding) throws Exception {
        assertThat(post("/v1/traces", PROTOBUF, encoding, spans(1).toByteArray()).statusCode()).isEqualTo(415);
    }

    @Test
    void whatSaysGzipAndIsNoneIsRefused() throws Exception {
        assertThat(post("/v1/traces", PROTOBUF, "gzip", spans(1).toByteArray()).statusCode()).isEqualTo(400);
        byte[] packed = gzip(spans(50).toByteArray());
        assertThat(post("/v1/traces", PROTOBUF, "gzip", Arrays.copyOf(packed, packed.length / 2)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void getIsRefused() throws Exception {
        assertThat(client.send(HttpRequest.newBuilder(url("/v1/traces"))
                .build(), HttpResponse.BodyHandlers.ofByteArray()).statusCode())
                .isEqualTo(405);
    }

    /** 64 MB, and as much again that a gzip of 64 KB holds. The sender may be cut off before it has sent it all. */
    @Test
    void whatIsTooLargeIsRefusedAndTheNextIsTaken() throws Exception {
        assertThat(sendMegabytes(64)).contains("413");
        HttpResponse<byte[]> bomb = post("/v1/traces", PROTOBUF, "gzip", gzip(new byte[64 * 1024 * 1024]));

        assertThat(bomb.statusCode()).isEqualTo(413);
        assertThat(status(bomb.body())).startsWith("3 The body is larger than");
        assertThat(post("/v1/traces", PROTOBUF, "", spans(1).toByteArray()).statusCode()).isEqualTo(200);
    }

    /** Empty spans take two bytes each as they come, and a hundred times that when they are unpacked. */
    @Test
    void moreSpansThanAnybodySendsAtOnceAreRefused() throws Exception {
        byte[] spans = new byte[2_000_000];
        for (int i = 0; i < spans.length; i += 2) {
            spans[i] = ScopeSpans.SPANS_FIELD_NUMBER << 3 | 2;
        }
        ByteString scope = part(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER, ByteString.copyFrom(spans));
        HttpResponse<byte[]> answer = post("/v1/traces", PROTOBUF, "gzip", gzip(part(1, scope).toByteArray()));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(status(answer.body())).contains("more than 10000 parts");
        assertThat(received).isEmpty();
    }

    @Test
    void aSpanWithMoreAttributesThanAnybodyGivesIsRefused() throws Exception {
        ByteString span = part(ScopeSpans.SPANS_FIELD_NUMBER, ByteString.copyFrom(new byte[600_000]));
        HttpResponse<byte[]> answer = post("/v1/traces", PROTOBUF, "",
                part(1, part(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER, span)).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    private static ByteString part(int field, ByteString content) throws IOException {
        ByteString.Output part = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(part);
        out.writeBytes(field, content);
        out.flush();
        return part.toByteString();
    }

    /** Ten times as much as is read at once, in bodies each of which would be taken alone. */
    @Test
    void manyAtOnceDoNotFillTheMemory() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect();
                slow.add(socket);
                socket.getOutputStream().write(head(4_000_000));
                Thread.ofVirtual().start(() -> {
                    try {
                        socket.getOutputStream().write(new byte[3_900_000]);
                    } catch (IOException e) {
                        // cut off, as it should be
                    }
                });
            }
            await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(refusedWith503(slow))
                    .isGreaterThan(10));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() ->
                assertThat(post("/v1/traces", PROTOBUF, "", spans(1).toByteArray()).statusCode()).isEqualTo(200));
    }

    private final Set<Socket> refused = new HashSet<>();

    private int refusedWith503(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            if (!refused.contains(socket) && socket.getInputStream().available() > 12
                    && new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
                    .equals("HTTP/1.1 503")) {
                refused.add(socket);
            }
        }
        return refused.size();
    }

    /** A client that sends a byte now and then keeps no other client waiting. */
    @Test
    void aSlowSenderDoesNotHinderOthers() throws Exception {
        try (Socket slow = connect()) {
            slow.getOutputStream().write(head(1000));
            slow.getOutputStream().write(1);
            slow.getOutputStream().flush();

            assertThat(post("/v1/traces", PROTOBUF, "", spans(1).toByteArray()).statusCode()).isEqualTo(200);
        }
    }

    private String sendMegabytes(int megabytes) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head(megabytes * 1024L * 1024));
            byte[] megabyte = new byte[1024 * 1024];
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < megabytes; i++) {
                        socket.getOutputStream().write(megabyte);
                    }
                } catch (IOException e) {
                    // cut off, as it should be
                }
            });
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(15), StandardCharsets.US_ASCII);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
    }

    private static byte[] head(long length) {
        return ("POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + PROTOBUF + "\r\nContent-Length: "
                + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private HttpResponse<byte[]> post(String path, String type, String encoding, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!encoding.isEmpty()) {
            request.header("Content-Encoding", encoding);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** A {@code google.rpc.Status} as text: the code and the message. */
    private static String status(byte[] message) {
        assertThat(message).startsWith(8).contains((byte) 18, Index.atIndex(2));
        return message[1] + " " + new String(message, 4, message[3], StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    static ExportTraceServiceRequest spans(int number) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 1; i <= number; i++) {
            scope.addSpans(Span.newBuilder().setTraceId(ByteString.copyFrom(new byte[]{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                    1, 1, 1, 1, 1}))
                    .setSpanId(ByteString.copyFrom(new byte[]{0, 0, 0, 0, 0, 0, 0, (byte) i}))
                    .setName("POST /api/orders")
                    .setKind(Span.SpanKind.SPAN_KIND_SERVER).setStartTimeUnixNano(1_767_323_045_000_000_000L)
                    .setEndTimeUnixNano(1_767_323_045_050_000_000L)
                    .addAttributes(KeyValue.newBuilder().setKey("http.response.status_code")
                    .setValue(AnyValue.newBuilder().setIntValue(503)))
                    .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR)));
        }
        return ExportTraceServiceRequest.newBuilder().addResourceSpans(ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder()
                .addAttributes(KeyValue.newBuilder().setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue("order-api"))))
                .addScopeSpans(scope)).build();
    }
}
