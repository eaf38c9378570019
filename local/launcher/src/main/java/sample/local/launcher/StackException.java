package sample.local.launcher;

import java.util.List;

/** The stack cannot run; the message names the thing and the way out, in one line. */
final class StackException extends RuntimeException {

    private final List<String> evidence;

    StackException(String message) {
        this(message, List.of());
    }

    /** @param evidence lines to show before the message, such as the last ones of a log */
    StackException(String message, List<String> evidence) {
        super(message);
        this.evidence = evidence;
    }

    List<String> evidence() {
        return evidence;
    }
}
