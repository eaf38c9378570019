package sample.local.signals.cloudwatch;

/** A call that is refused, with the code that CloudWatch gives for it. */
final class CloudWatchException extends RuntimeException {

    private final String code;

    CloudWatchException(String code, String message) {
        super(message);
        this.code = code;
    }

    static CloudWatchException invalid(String message) {
        return new CloudWatchException("InvalidParameterValueException", message);
    }

    static CloudWatchException missing(String field) {
        return new CloudWatchException("MissingRequiredParameterException", "The parameter " + field + " is required.");
    }

    String code() {
        return code;
    }
}
