package sample.contract.http;

import org.springframework.core.NestedExceptionUtils;
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

    /** What is behind it, in one line for the log. */
    public String reason() {
        Throwable innermost = NestedExceptionUtils.getMostSpecificCause(this);
        return innermost == this ? type.sentence()
                : innermost.getClass().getSimpleName() + ": " + String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
    }
}
