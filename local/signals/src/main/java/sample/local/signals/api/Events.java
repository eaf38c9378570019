package sample.local.signals.api;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import sample.local.signals.otlp.Body;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events: {@code state} each second, {@code charts} every five, with the last minute's points. A document
 * is made once for all who listen, and not at all when nobody does. A stream ends after a while, as the server
 * demands of all answers; a browser opens it again by itself.
 */
public final class Events {

    private static final int MAX_LISTENERS = 20;
    private static final Duration STREAM = Duration.ofSeconds(50);
    private static final Duration CHARTS = Duration.ofMinutes(1);
    private static final Duration CHARTS_PERIOD = Duration.ofSeconds(5);

    private final State state;
    private final Duration every;
    private final Semaphore free = new Semaphore(MAX_LISTENERS);
    private byte[] latest = {};
    private long number;

    /** @param every time between two events */
    public Events(State state, Duration every) {
        this.state = state;
        this.every = every;
    }

    /** Makes the events from now on, for as long as the process lives. */
    public void start() {
        Thread.ofPlatform().daemon().name("events").start(() -> {
            try {
                while (true) {
                    Thread.sleep(every);
                    if (free.availablePermits() < MAX_LISTENERS) {
                        publish();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void publish() {
        byte[] event = (event("state", state.all())
                + (number % 5 == 0 ? event("charts", state.charts(CHARTS, CHARTS_PERIOD)) : ""))
                .getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            latest = event;
            number++;
            notifyAll();
        }
    }

    private static String event(String name, Object data) {
        return "event: " + name + "\ndata: " + JsonMapper.shared().writeValueAsString(data) + "\n\n";
    }

    /** Streams events to a listener until it goes, or the stream has lasted long enough. */
    void stream(HttpExchange exchange) throws IOException, Body.Refused {
        if (!free.tryAcquire()) {
            throw new Body.Refused(503, "More than " + MAX_LISTENERS + " listen already");
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            out.write(("retry: 500\n\n" + event("state", state.all())).getBytes(StandardCharsets.UTF_8));
            out.flush();
            long end = System.nanoTime() + STREAM.toNanos();
            for (long seen = current(); System.nanoTime() < end;) {
                seen = send(out, seen);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private synchronized long current() {
        return number;
    }

    private long send(OutputStream out, long seen) throws IOException, InterruptedException {
        byte[] event;
        long current;
        synchronized (this) {
            if (number == seen) {
                wait(every.toMillis() * 2);
            }
            event = number == seen ? ":\n\n".getBytes(StandardCharsets.UTF_8) : latest;
            current = number;
        }
        out.write(event);
        out.flush();
        return current;
    }
}
