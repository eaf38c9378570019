package sample.records.web;

/** The backend did not do what was asked; the message says why in words that anybody may read. */
final class BackendException extends Exception {

    BackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
