package sample.local.launcher;

/** The stack cannot run; the message names the thing and the way out, in one line. */
final class StackException extends RuntimeException {

    StackException(String message) {
        super(message);
    }
}
