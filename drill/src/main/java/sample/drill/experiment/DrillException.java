package sample.drill.experiment;

/** The drill cannot begin; the message names the thing and the way out, in one line. */
final class DrillException extends RuntimeException {

    DrillException(String message) {
        super(message);
    }
}
