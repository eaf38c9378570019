package sample.local.signals.zipkin;

import io.opentelemetry.proto.trace.v1.Span;
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
import zipkin2.codec.SpanBytesEncoder;

/**
 * Hands spans on to Zipkin in the background. While Zipkin is slow or away they wait, as many as there is room for;
 * the oldest are given up first. The JDK's older HTTP client does: the newer one loads all of TLS, some 10 MB.
 * Thread-safe.
 */
public final class ZipkinForwarder {

    private static final int MAX_WAITING_BYTES = 4 * 1024 * 1024;
    private static final int MAX_POST_BYTES = 512 * 1024;
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final URL spansUrl;
    private final Duration pause;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long sent;
    private long lost;
    private boolean reachable = true;

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

    /** Returns a batch to fill and to send. */
    public Batch batch() {
        return new Batch();
    }

    /** Spans as Zipkin takes them. Several lists of spans, one after the other, are one list. Not thread-safe. */
    public final class Batch {

        private final ByteArrayOutputStream spans = new ByteArrayOutputStream();
        private int count;

        public void add(String service, Span span) {
            ZipkinSpans.of(service, span).ifPresent(it -> {
                spans.writeBytes(SpanBytesEncoder.PROTO3.encodeList(List.of(it)));
                count++;
            });
        }

        /** Puts the batch in the queue. */
        public void send() {
            if (count > 0) {
                enqueue(new Waiting(spans.toByteArray(), count));
            }
        }
    }

    private record Waiting(byte[] spans, int count) {
    }

    private synchronized void enqueue(Waiting batch) {
        waiting.addLast(batch);
        waitingBytes += batch.spans().length;
        while (waitingBytes > MAX_WAITING_BYTES) {
            lost += takeFirst().count();
        }
        notifyAll();
    }

    private Waiting takeFirst() {
        Waiting batch = waiting.removeFirst();
        waitingBytes -= batch.spans().length;
        return batch;
    }

    private void run() {
        try {
            while (true) {
                Waiting batch = next();
                while (!post(batch)) {
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Waiting next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        ByteArrayOutputStream spans = new ByteArrayOutputStream();
        int count = 0;
        do {
            Waiting batch = takeFirst();
            spans.writeBytes(batch.spans());
            count += batch.count();
        } while (!waiting.isEmpty() && spans.size() + waiting.peekFirst().spans().length <= MAX_POST_BYTES);
        return new Waiting(spans.toByteArray(), count);
    }

    /** Returns false when it is worth another try. */
    private boolean post(Waiting batch) {
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
        InputStream answer = connection.getResponseCode() < 400 ? connection.getInputStream()
                : connection.getErrorStream();
        if (answer != null) {
            try (answer) {
                answer.readNBytes(MAX_ANSWER_BYTES);
            }
        }
    }

    private synchronized void note(int status, Waiting batch) {
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
