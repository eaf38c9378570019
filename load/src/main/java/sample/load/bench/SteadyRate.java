package sample.load.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts orders at a steady rate, whether or not the answers keep up, and takes the time from when an order was due: an order that had to
 * wait for a late one counts as slow. It takes little of the processors that the services share with it, unlike the load generator.
 */
final class SteadyRate {

    private static final String ORDER = """
            {"order_id":"S%s-%d","customer_name":"John Doe","items":[{"product_id":"456","quantity":1,"price":29.99}],\
            "total_amount":29.99,"shipping_address":"123 Main St, Springfield"}""";
    private static final long SECOND = 1_000_000_000L;
    private static final int WARM_UP_SECONDS = 10;
    private static final int TIMEOUT_MS = 10_000;

    private final URI url;
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();

    private SteadyRate(URI url) {
        this.url = url;
    }

    /**
     * Arguments: URL, orders a second, seconds; {@value #WARM_UP_SECONDS} s before them do not count. Prints the p50 and the p99 in ms, and
     * how many orders were not answered with 200.
     */
    public static void main(String[] args) throws InterruptedException {
        System.setProperty("http.maxConnections", "256");
        SteadyRate sender = new SteadyRate(URI.create(args[0]));
        int rate = Integer.parseInt(args[1]);
        sender.post(rate, WARM_UP_SECONDS);
        sender.nanos.clear();
        sender.failed.set(0);
        sender.post(rate, Integer.parseInt(args[2]));
        long[] sorted = sender.nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(Locale.ROOT, "%.1f %.1f %d%n", percentile(sorted, 50), percentile(sorted, 99), sender.failed.get());
    }

    /** Returns when all are answered. */
    private void post(int rate, int seconds) throws InterruptedException {
        int count = rate * seconds;
        CountDownLatch open = new CountDownLatch(count);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + i * SECOND / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int number = i;
            Thread.ofVirtual().start(() -> {
                try {
                    post(ORDER.formatted(run + seconds, number));
                    nanos.add(System.nanoTime() - due);
                } finally {
                    open.countDown();
                }
            });
        }
        open.await();
    }

    private void post(String order) {
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = connection.getOutputStream()) {
                out.write(order.getBytes(StandardCharsets.US_ASCII));
            }
            if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
                connection.getInputStream().readAllBytes(); // so that the connection is used again
            } else {
                failed.incrementAndGet();
            }
        } catch (IOException e) {
            failed.incrementAndGet();
        }
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[(int) Math.ceil(sorted.length * percent / 100.0) - 1] / 1e6;
    }
}
