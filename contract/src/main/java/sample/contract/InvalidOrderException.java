package sample.contract;

/** A rule is broken that no annotation of a field can say. */
public final class InvalidOrderException extends RuntimeException {

    private final String field;

    public InvalidOrderException(String field, String message) {
        super(message);
        this.field = field;
    }

    /** The field to correct, spelled as in the JSON. */
    public String field() {
        return field;
    }
}
