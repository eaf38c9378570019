package sample.deliveryapi.delivery;

import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/** The commit failed. The database may have done it all the same, and only the answer was lost. */
final class CommitException extends ProblemException {

    CommitException(RuntimeException cause) {
        super(ProblemType.COMMIT_FAILED, cause);
    }
}
