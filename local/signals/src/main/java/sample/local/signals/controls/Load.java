package sample.local.signals.controls;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders at a steady rate, whether or not the answers keep up. When {@value #MAX_OPEN} are open, the next ones count as failed and are
 * not sent: the sender is small, and the services are to be what starves.
 */
final class Load implements AutoCloseable {

    static final int MAX_RATE = 200;
    private static final int MAX_OPEN = 1000;
    private static final long SECOND = 1_000_000_000L;

    private final Orders orders;
    private final Semaphore open = new Semaphore(MAX_OPEN);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong ok = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final int rate;
    private final Instant since;
    private volatile boolean over;

    /** @param rate orders a second, 1 to {@value #MAX_RATE} */
    Load(Orders orders, int rate, Instant since) {
        this.orders = orders;
        this.rate = rate;
        this.since = since;
        Thread.ofPlatform().daemon().name("load").start(this::run);
    }

    private void run() {
        long begin = System.nanoTime();
        for (long i = 0; !over; i++) {
            long due = begin + i * SECOND / rate;
            for (long left = due - System.nanoTime(); left > 0 && !over; left = due - System.nanoTime()) {
                LockSupport.parkNanos(Math.min(left, SECOND / 10));
            }
            sent.incrementAndGet();
            if (open.tryAcquire()) {
                Thread.ofVirtual().start(this::send);
            } else {
                failed.incrementAndGet();
            }
        }
    }

    private void send() {
        try {
            (orders.send().statusCode() == 200 ? ok : failed).incrementAndGet();
        } catch (IOException e) {
            failed.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.release();
        }
    }

    int rate() {
        return rate;
    }

    Instant since() {
        return since;
    }

    long sent() {
        return sent.get();
    }

    long ok() {
        return ok.get();
    }

    long failed() {
        return failed.get();
    }

    @Override
    public void close() {
        over = true;
    }
}
