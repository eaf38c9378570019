package sample.local.signals.zipkin;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/**
 * Hands spans on to Zipkin in the background. While Zipkin is slow or away they wait, as many as there is room for; the oldest
 * are given up first. Thread-safe.
 */
public final class ZipkinForwarder {

    private static final int MAX_WAITING_BYTES = 4 * 1024 * 1024;
    private static final int MAX_POST_BYTES = 512 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI spansUrl;
    private final Duration pause;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long sent;
    private long lost;
    private boolean reachable = true;

    private record Batch(byte[] spans, int count) {
    }

    /**
     * @param zipkin its address, such as {@code http://127.0.0.1:9411}
     * @param pause after a try that failed
     */
    public ZipkinForwarder(String zipkin, Duration pause) {
        this.spansUrl = URI.create(zipkin + "/api/v2/spans");
        this.pause = pause;
    }

    /** Sends from now on, for as long as the process lives. */
    public void start() {
        Thread.ofPlatform().daemon().name("zipkin").start(this::run);
    }

    public void add(ExportTraceServiceRequest request) {
        List<Span> spans = ZipkinSpans.of(request);
        if (spans.isEmpty()) {
            return;
        }
        Batch batch = new Batch(SpanBytesEncoder.PROTO3.encodeList(spans), spans.size());
        synchronized (this) {
            waiting.addLast(batch);
            waitingBytes += batch.spans().length;
            while (waitingBytes > MAX_WAITING_BYTES) {
                lost += waiting.peekFirst().count();
                takeFirst();
            }
            notifyAll();
        }
    }

    private Batch takeFirst() {
        Batch batch = waiting.removeFirst();
        waitingBytes -= batch.spans().length;
        return batch;
    }

    private void run() {
        try {
            while (true) {
                Batch batch = next();
                while (!post(batch)) {
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Several lists of spans, one after the other, are one list. */
    private synchronized Batch next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        ByteArrayOutputStream spans = new ByteArrayOutputStream();
        int count = 0;
        do {
            Batch batch = takeFirst();
            spans.writeBytes(batch.spans());
            count += batch.count();
        } while (!waiting.isEmpty() && spans.size() + waiting.peekFirst().spans().length <= MAX_POST_BYTES);
        return new Batch(spans.toByteArray(), count);
    }

    /** Returns false when it is worth another try. */
    private boolean post(Batch batch) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(spansUrl).timeout(TIMEOUT).header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(batch.spans())).build();
        try {
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            note(status, batch);
            return status < 500;
        } catch (IOException e) {
            note(0, batch);
            return false;
        }
    }

    private synchronized void note(int status, Batch batch) {
        reachable = status > 0 && status < 500;
        if (status / 100 == 2) {
            sent += batch.count();
        } else if (reachable) {
            lost += batch.count();
        }
    }

    public synchronized Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("reachable", reachable);
        state.put("sent_spans", sent);
        state.put("waiting_bytes", waitingBytes);
        state.put("lost_spans", lost);
        return state;
    }
}
