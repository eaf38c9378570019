package sample.drill.findings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An order that was sent and what came of it: a line of the load generator's orders.csv.
 *
 * @param sentAt milliseconds since 1970
 * @param millis until the answer, or until it was given up
 * @param status 0 when there was no answer
 * @param error one word for what went wrong beside the status, or empty
 */
public record Answer(long sentAt, double millis, int status, String error, String orderId) {

    public static List<Answer> readAll(Path csv) throws IOException {
        try (Stream<String> lines = Files.lines(csv)) {
            return lines.skip(1).map(Answer::parse).toList();
        }
    }

    public static Answer parse(String line) {
        String[] values = line.split(",");
        return new Answer(Long.parseLong(values[0]), Double.parseDouble(values[1]), Integer.parseInt(values[2]),
                values[3], values[4]);
    }

    double at() {
        return sentAt + millis;
    }

    boolean acknowledged() {
        return status == 200;
    }

    boolean failed() {
        return !acknowledged() || !error.isEmpty();
    }

    /** The status, or the word where there is none. */
    String outcome() {
        return ((status == 0 ? "" : status) + " " + error).strip();
    }
}
