package sample.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * What became of every order. The terminal, the summary and orders.csv all come from here, so they cannot disagree.
 * Gatling calls this from several threads.
 */
final class Results implements Closeable {

    static final String HEADER = "started_ms,duration_ms,status,error,order_id\n";

    /** The error of an order that the end of the run cut off; the service may or may not have taken it. */
    static final String UNFINISHED = "unfinished";

    private static final double NANOS = 1e9;

    private final Writer csv;
    private final Map<String, Started> waiting = new HashMap<>();
    private final Tally total = new Tally();
    private Tally recent = new Tally();
    private long sent;
    private long sentBefore;
    private long firstSent;
    private long lastSent;
    private long lastLook;
    private boolean closed;
    private volatile IOException broken;

    private record Started(long epochMillis, long nanos) {
    }

    /**
     * How far the run is.
     *
     * @param seconds since the first order
     * @param rate orders sent per second since the last look
     * @param recent the requests that ended since the last look
     */
    record Progress(double seconds, long sent, double rate, int waiting, Tally recent) {
    }

    Results(Writer csv) {
        this.csv = csv;
    }

    static Results in(Path file) throws IOException {
        Results results = new Results(Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW));
        results.csv.write(HEADER);
        results.csv.flush();
        return results;
    }

    synchronized void sent(String orderId) {
        if (closed) {
            return;
        }
        lastSent = System.nanoTime();
        if (sent == 0) {
            firstSent = lastSent;
            lastLook = lastSent;
        }
        sent++;
        waiting.put(orderId, new Started(System.currentTimeMillis(), lastSent));
    }

    /**
     * Notes that a request is over.
     *
     * @param status of the answer, 0 when there was none
     * @param error one word for what went wrong; empty when nothing did or the status says it all
     */
    void over(String orderId, int status, String error) {
        over(orderId, status, error, System.nanoTime());
    }

    private synchronized void over(String orderId, int status, String error, long now) {
        Started started = waiting.remove(orderId);
        if (started == null) {
            return;
        }
        long tenths = Math.round((now - started.nanos) / 1e5);
        String answer = ((status == 0 ? "" : status) + " " + error).strip();
        total.add(answer, tenths);
        recent.add(answer, tenths);
        try {
            csv.write(started.epochMillis + "," + tenths / 10 + "." + tenths % 10 + "," + status + "," + error + ","
                    + orderId + "\n");
        } catch (IOException e) {
            broken = e;
        }
    }

    synchronized void flush() {
        try {
            if (!closed) {
                csv.flush();
            }
        } catch (IOException e) {
            broken = e;
        }
    }

    /** Why orders.csv is not complete, or null. */
    IOException broken() {
        return broken;
    }

    synchronized Progress look() {
        long now = System.nanoTime();
        Progress progress = new Progress(sent == 0 ? 0 : (now - firstSent) / NANOS, sent,
                (sent - sentBefore) * NANOS / (now - lastLook), waiting.size(), recent);
        sentBefore = sent;
        lastLook = now;
        recent = new Tally();
        return progress;
    }

    /** Ends the counting: what is still waiting is counted as unfinished. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            long now = System.nanoTime();
            for (String orderId : waiting.keySet().toArray(String[]::new)) {
                over(orderId, 0, UNFINISHED, now);
            }
            closed = true;
            csv.close();
        }
    }

    synchronized long sent() {
        return sent;
    }

    synchronized double sendingSeconds() {
        return (lastSent - firstSent) / NANOS;
    }

    /** Orders sent per second, from the first to the last. */
    synchronized double rate() {
        return sent < 2 ? sent : (sent - 1) / sendingSeconds();
    }

    /** All that is over; complete, and no longer changing, once this is closed. */
    Tally total() {
        return total;
    }
}
