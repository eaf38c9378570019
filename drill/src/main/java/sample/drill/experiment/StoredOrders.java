package sample.drill.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import sample.drill.findings.Answer;
import sample.drill.findings.Stored;

/** Finds out which orders are in the database, by asking order-api for each. */
final class StoredOrders {

    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final int AT_ONCE = 8;
    private static final int TRIES = 3;

    private StoredOrders() {
    }

    /** Asks order-api for an order and returns the status. */
    interface Lookup {
        int find(String orderId) throws IOException;
    }

    /** Asks for every order that was sent. */
    static Stored ask(Lookup lookup, List<Answer> answers) throws InterruptedException {
        Map<String, Integer> found = new ConcurrentHashMap<>();
        ExecutorService asking = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        answers.forEach(answer -> asking.execute(() -> find(lookup, answer.orderId(), found)));
        asking.shutdown();
        if (!asking.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            asking.shutdownNow();
        }
        return Stored.of(answers, found);
    }

    private static void find(Lookup lookup, String orderId, Map<String, Integer> found) {
        for (int left = TRIES; left > 0; left--) {
            try {
                int status = lookup.find(orderId);
                if (status == Stored.THERE || status == Stored.NOT_THERE) {
                    found.put(orderId, status);
                    return;
                }
            } catch (IOException e) {
                // Counted as unknown, unless the next try does better.
            }
        }
    }
}
