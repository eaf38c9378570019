package sample.local.lambda.alarms;

/** The template says something that is not understood here; the message names it. */
public final class TemplateException extends RuntimeException {

    TemplateException(String message) {
        super(message);
    }
}
