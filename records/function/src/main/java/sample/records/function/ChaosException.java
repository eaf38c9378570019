package sample.records.function;

/** A write that chaos refused, as a table would that is overloaded. */
final class ChaosException extends RuntimeException {

    ChaosException() {
        super("Chaos refused the write");
    }
}
