package sample.deliveryapi.delivery;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The order's id is taken by an order of other content. */
class OrderConflictException extends ErrorResponseException {

    OrderConflictException(String orderId) {
        super(HttpStatus.CONFLICT, ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT,
                "Order " + orderId + " exists with other content"), null);
    }
}
