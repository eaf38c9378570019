package sample.load;

/** The load cannot be generated; the message names the thing and the way out, in one line. */
final class LoadException extends RuntimeException {

    LoadException(String message) {
        super(message);
    }
}
