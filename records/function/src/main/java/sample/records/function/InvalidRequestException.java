package sample.records.function;

/** The caller sent something that cannot be a record; the message is for the caller. */
final class InvalidRequestException extends RuntimeException {

    InvalidRequestException(String message) {
        super(message);
    }
}
