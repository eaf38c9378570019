package sample.local.signals.template;

/** The template says something that is not understood here. The message names the resource and the property. */
public final class TemplateException extends RuntimeException {

    public TemplateException(String message) {
        super(message);
    }
}
