package sample.local.signals.otlp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a copy of what was received on to another collector, in the background and once. What comes while that one is slow
 * or away is lost there: nothing here waits for it. Thread-safe.
 */
public final class OtlpCopies {

    private static final int MAX_WAITING_BYTES = 2 * 1024 * 1024;
    private static final int MAX_ANSWER_BYTES = 16 * 1024;
    private static final int TIMEOUT_MILLIS = 2_000;

    private final Optional<URI> collector;
    private final LinkedBlockingQueue<Copy> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    private OtlpCopies(Optional<URI> collector) {
        this.collector = collector;
    }

    private record Copy(String path, byte[] message) {
    }

    /**
     * Returns what sends copies to {@code collector} from now on, or to nobody.
     *
     * @throws IllegalArgumentException when {@code collector} is no address
     */
    public static OtlpCopies to(Optional<String> collector) {
        OtlpCopies copies = new OtlpCopies(collector.map(URI::create));
        copies.collector.ifPresent(there -> Thread.ofPlatform().daemon().name("copies").start(() -> copies.run(there)));
        return copies;
    }

    /** Puts the message in the queue, if there is room. */
    void send(String path, byte[] message) {
        if (collector.isEmpty()) {
            return;
        }
        if (waitingBytes.addAndGet(message.length) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-message.length);
        } else {
            waiting.add(new Copy(path, message));
        }
    }

    private void run(URI there) {
        try {
            while (true) {
                Copy copy = waiting.take();
                post(there, copy);
                waitingBytes.addAndGet(-copy.message().length);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void post(URI there, Copy copy) {
        try {
            HttpURLConnection connection = (HttpURLConnection) there.resolve(copy.path()).toURL()
                    .openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/x-protobuf");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(copy.message().length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(copy.message());
            }
            try (InputStream answer = connection.getInputStream()) {
                answer.readNBytes(MAX_ANSWER_BYTES); // then the connection is used again
            }
        } catch (IOException e) {
            // It is not there, or it refuses: that is its own affair.
        }
    }
}
