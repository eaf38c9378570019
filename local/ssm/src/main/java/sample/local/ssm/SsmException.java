package sample.local.ssm;

/** An error of SSM's own: its code, and the message that goes with it. */
final class SsmException extends RuntimeException {

    private final String code;

    SsmException(String code, String message) {
        super(message);
        this.code = code;
    }

    static SsmException notFound() {
        return new SsmException("ParameterNotFound", null);
    }

    static SsmException invalid(String message) {
        return new SsmException("ValidationException", message);
    }

    /** A field's value is not what SSM's model allows. The value is not repeated: it may be a secret. */
    static SsmException constraint(String field, String constraint) {
        return invalid("1 validation error detected: Value at '%s%s' failed to satisfy constraint: Member must %s"
                .formatted(field.substring(0, 1).toLowerCase(), field.substring(1), constraint));
    }

    String code() {
        return code;
    }
}
