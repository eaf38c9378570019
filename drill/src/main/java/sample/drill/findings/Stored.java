package sample.drill.findings;

import java.util.List;
import java.util.Map;

/**
 * Which of the orders are in the database. None can be there twice: order_id is the primary key.
 *
 * @param acknowledged orders answered with 200
 * @param acknowledgedStored those of them in the database
 * @param otherStored orders in the database that were not acknowledged: allowed, as an error says nothing about that
 * @param missing acknowledged orders that are not there
 * @param unknown orders about which order-api could not be asked
 */
public record Stored(int sent, int acknowledged, int acknowledgedStored, int otherStored, List<String> missing,
        List<String> unknown) {

    /** What order-api answers for an order that is in the database. */
    public static final int THERE = 200;

    /** What it answers for one that is not. */
    public static final int NOT_THERE = 404;

    /** @param found what order-api answered, by order id; an order that could not be asked for is not in it */
    public static Stored of(List<Answer> answers, Map<String, Integer> found) {
        List<String> acknowledged = answers.stream().filter(Answer::acknowledged).map(Answer::orderId).toList();
        List<String> missing = acknowledged.stream().filter(id -> found.getOrDefault(id, 0) == NOT_THERE).toList();
        List<String> unknown = answers.stream().map(Answer::orderId).filter(id -> !found.containsKey(id)).toList();
        int acknowledgedStored = (int) acknowledged.stream().filter(id -> found.getOrDefault(id, 0) == THERE).count();
        int stored = (int) found.values().stream().filter(status -> status == THERE).count();
        return new Stored(answers.size(), acknowledged.size(), acknowledgedStored, stored - acknowledgedStored, missing,
                unknown);
    }
}
