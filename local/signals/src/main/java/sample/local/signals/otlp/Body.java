package sample.local.signals.otlp;

import com.sun.net.httpserver.HttpExchange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the bodies of requests, gzip or not, into memory that is bounded whatever comes in: each body for itself, and
 * all that are read at the same time. Thread-safe.
 */
public final class Body {

    private static final int CHUNK = 32 * 1024;

    private final int maxBytes;
    private final long maxBytesAtOnce;
    private final AtomicLong atOnce = new AtomicLong();

    /** @param maxBytes of one body, unpacked */
    public Body(int maxBytes, long maxBytesAtOnce) {
        this.maxBytes = maxBytes;
        this.maxBytesAtOnce = maxBytesAtOnce;
    }

    /** A request that is refused, with the HTTP status that says why. */
    public static final class Refused extends Exception {

        private final int status;

        public Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** What is done with a body; its memory is free again afterwards. */
    @FunctionalInterface
    public interface Use<T> {
        T of(byte[] body) throws IOException, Refused;
    }

    /**
     * Reads the request's body and returns what {@code use} makes of it.
     *
     * @throws Refused with 413, 415 or 503
     */
    public <T> T read(HttpExchange exchange, Use<T> use) throws IOException, Refused {
        long[] taken = {0};
        try {
            return use.of(bytes(unpacked(exchange), taken));
        } finally {
            atOnce.addAndGet(-taken[0]);
        }
    }

    private static InputStream unpacked(HttpExchange exchange) throws IOException, Refused {
        String encoding = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                .orElse("identity");
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> exchange.getRequestBody();
            case "gzip" -> {
                try {
                    yield new GZIPInputStream(exchange.getRequestBody(), CHUNK);
                } catch (IOException e) {
                    throw new Refused(400, "The body is not gzip");
                }
            }
            default -> throw new Refused(415, "Content-Encoding has to be gzip, or none");
        };
    }

    private byte[] bytes(InputStream in, long[] taken) throws IOException, Refused {
        List<byte[]> chunks = new ArrayList<>();
        byte[] chunk = new byte[CHUNK];
        for (int read = read(in, chunk); read >= 0; read = read(in, chunk)) {
            taken[0] += read;
            if (taken[0] > maxBytes) {
                atOnce.addAndGet(read);
                throw new Refused(413, "The body is larger than " + maxBytes + " bytes");
            }
            if (atOnce.addAndGet(read) > maxBytesAtOnce) {
                throw new Refused(503, "Too many requests at once");
            }
            chunks.add(Arrays.copyOf(chunk, read));
        }
        ByteBuffer body = ByteBuffer.allocate((int) taken[0]);
        chunks.forEach(body::put);
        return body.array();
    }

    private static int read(InputStream in, byte[] chunk) throws IOException, Refused {
        try {
            return in.read(chunk);
        } catch (ZipException | EOFException e) {
            throw new Refused(400, "The body is not gzip, or not complete");
        }
    }
}
