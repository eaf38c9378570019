package sample.local.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs the one function, as far as it is there and may run, and counts what Lambda would. */
final class Lambda {

    static final String FUNCTION = "SaveUserRecord";

    private final RequestStreamHandler handler;
    private final Metrics metrics;
    private boolean present = true;
    private OptionalInt reserved = OptionalInt.empty();
    private int running;

    Lambda(RequestStreamHandler handler, Metrics metrics) {
        this.handler = handler;
        this.metrics = metrics;
    }

    /** What became of a call. */
    sealed interface Outcome {

        record Answered(byte[] output) implements Outcome {
        }

        enum Refused implements Outcome {
            FAILED, THROTTLED, NOT_FOUND
        }
    }

    Outcome invoke(byte[] event) {
        Optional<Outcome> hindrance = begin();
        if (hindrance.isPresent()) {
            return hindrance.get();
        }
        long begin = System.nanoTime();
        Outcome outcome = Outcome.Refused.FAILED;
        try {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            handler.handleRequest(new ByteArrayInputStream(event), output, new LocalContext());
            outcome = new Outcome.Answered(output.toByteArray());
        } catch (IOException | RuntimeException e) {
            System.out.println(FUNCTION + " threw " + e);
        } finally {
            end();
            count("Duration", (System.nanoTime() - begin) / 1e6);
            count("Errors", outcome == Outcome.Refused.FAILED ? 1 : 0);
        }
        return outcome;
    }

    /** A function that is not there, or may not run, has no errors: that is why an alarm on them stays silent. */
    private synchronized Optional<Outcome> begin() {
        if (!present) {
            return Optional.of(Outcome.Refused.NOT_FOUND);
        }
        if (reserved.isPresent() && running >= reserved.getAsInt()) {
            count("Throttles", 1);
            return Optional.of(Outcome.Refused.THROTTLED);
        }
        running++;
        count("Throttles", 0);
        count("Invocations", 1);
        return Optional.empty();
    }

    private synchronized void end() {
        running--;
    }

    private void count(String name, double value) {
        metrics.put("AWS/Lambda", name, Map.of("FunctionName", FUNCTION), value);
    }

    synchronized boolean isPresent() {
        return present;
    }

    synchronized boolean create() {
        boolean created = !present;
        present = true;
        return created;
    }

    /** What was reserved for the function goes with it. */
    synchronized void delete() {
        present = false;
        reserved = OptionalInt.empty();
    }

    synchronized OptionalInt reserved() {
        return reserved;
    }

    synchronized void reserve(OptionalInt executions) {
        reserved = executions;
    }
}
