package sample.local.signals.controls;

/** A switch was not turned. The message says why, for the reader of the page. */
public final class ControlException extends RuntimeException {

    private final int status;

    /** @param status the HTTP status of the answer */
    public ControlException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
