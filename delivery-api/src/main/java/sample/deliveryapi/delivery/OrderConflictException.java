package sample.deliveryapi.delivery;

import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/** The order's id is taken by an order of other content. */
final class OrderConflictException extends ProblemException {

    OrderConflictException() {
        super(ProblemType.ORDER_CONFLICT);
    }
}
