package sample.load.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Which of the orders are in the database. None can be there twice: order_id is the primary key.
 *
 * @param acknowledged orders answered with 200
 * @param acknowledgedStored those of them in the database
 * @param otherStored orders in the database that were not acknowledged: allowed, as an error says nothing about that
 * @param missing acknowledged orders that are not there
 * @param unknown orders about which order-api could not be asked
 */
record Stored(int sent, int acknowledged, int acknowledgedStored, int otherStored, List<String> missing,
        List<String> unknown) {

    private static final Duration MOST = Duration.ofSeconds(120);
    private static final int AT_ONCE = 8;
    private static final int TRIES = 3;
    private static final int THERE = 200;
    private static final int NOT_THERE = 404;

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
        if (!asking.awaitTermination(MOST.toSeconds(), TimeUnit.SECONDS)) {
            asking.shutdownNow();
        }
        return of(answers, found);
    }

    private static void find(Lookup lookup, String orderId, Map<String, Integer> found) {
        for (int left = TRIES; left > 0; left--) {
            try {
                int status = lookup.find(orderId);
                if (status == THERE || status == NOT_THERE) {
                    found.put(orderId, status);
                    return;
                }
            } catch (IOException e) {
                // Counted as unknown, unless the next try does better.
            }
        }
    }

    private static Stored of(List<Answer> answers, Map<String, Integer> found) {
        List<String> acknowledged = answers.stream().filter(Answer::acknowledged).map(Answer::orderId).toList();
        List<String> missing = acknowledged.stream().filter(id -> found.getOrDefault(id, 0) == NOT_THERE).toList();
        List<String> unknown = answers.stream().map(Answer::orderId).filter(id -> !found.containsKey(id)).toList();
        int acknowledgedStored = (int) acknowledged.stream().filter(id -> found.getOrDefault(id, 0) == THERE).count();
        int stored = (int) found.values().stream().filter(status -> status == THERE).count();
        return new Stored(answers.size(), acknowledged.size(), acknowledgedStored, stored - acknowledgedStored, missing,
                unknown);
    }

    int inDatabase() {
        return acknowledgedStored + otherStored;
    }
}
