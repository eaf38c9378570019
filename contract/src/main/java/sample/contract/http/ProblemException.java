package sample.contract.http;

import org.springframework.web.ErrorResponseException;

/** Ends a request with a problem of one type. */
public class ProblemException extends ErrorResponseException {

    private final ProblemType type;

    public ProblemException(ProblemType type) {
        this(type, type.sentence(), null);
    }

    public ProblemException(ProblemType type, Throwable cause) {
        this(type, type.sentence(), cause);
    }

    /** @param detail what the client reads in place of the type's own sentence */
    public ProblemException(ProblemType type, String detail, Throwable cause) {
        super(type.status(), type.problem(detail), cause);
        this.type = type;
    }

    public ProblemType type() {
        return type;
    }
}
