package sample.local.signals.zipkin;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
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
 * are given up first. The JDK's older HTTP client does: the newer one loads all of TLS, some 10 MB. Thread-safe.
 */
public final class ZipkinForwarder {

    private static final int MAX_WAITING_BYTES = 4 * 1024 * 1024;
    private static final int MAX_POST_BYTES = 512 * 1024;
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final URL spansUrl;
    private final Duration pause;
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
     * @throws IllegalArgumentException when {@code zipkin} is no address
     */
    public ZipkinForwarder(String zipkin, Duration pause) {
        try {
            this.spansUrl = URI.create(zipkin + "/api/v2/spans").toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(zipkin + " is no address", e);
        }
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
    private boolean post(Batch batch) {
        try {
            HttpURLConnection connection = (HttpURLConnection) spansUrl.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/x-protobuf");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(batch.spans().length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(batch.spans());
            }
            int status = connection.getResponseCode();
            drain(connection);
            note(status, batch);
            return status < 500;
        } catch (IOException e) {
            note(0, batch);
            return false;
        }
    }

    /** A connection whose answer was read to its end is used again. */
    private static void drain(HttpURLConnection connection) throws IOException {
        InputStream answer = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (answer != null) {
            try (answer) {
                answer.readNBytes(MAX_ANSWER_BYTES);
            }
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
