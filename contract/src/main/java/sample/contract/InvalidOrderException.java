package sample.contract;

/** A rule that spans several fields of an order is broken. */
public final class InvalidOrderException extends RuntimeException {

    private final String field;

    InvalidOrderException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The field to mend, spelled as in the JSON. */
    public String field() {
        return field;
    }
}
