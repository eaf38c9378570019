package sample.load;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The requests that are over, by what came of them: the HTTP status, or a word for the error. */
final class Tally {

    static final String ACKNOWLEDGED = "200";

    private final SortedMap<String, Durations> byAnswer = new TreeMap<>();

    void add(String answer, long tenths) {
        byAnswer.computeIfAbsent(answer, first -> new Durations()).add(tenths);
    }

    Map<String, Durations> byAnswer() {
        return byAnswer;
    }

    Durations all() {
        Durations all = new Durations();
        byAnswer.values().forEach(all::add);
        return all;
    }

    long acknowledged() {
        return byAnswer.containsKey(ACKNOWLEDGED) ? byAnswer.get(ACKNOWLEDGED).count() : 0;
    }
}
