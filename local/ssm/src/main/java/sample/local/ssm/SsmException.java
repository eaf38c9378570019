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

    String code() {
        return code;
    }
}
