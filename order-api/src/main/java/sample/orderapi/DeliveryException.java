package sample.orderapi;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** delivery-api did not do what was asked; says what the client is told. */
final class DeliveryException extends ErrorResponseException {

    private static final String MAYBE_STORED = "; an order sent may be stored: send it again under the same order_id";

    private DeliveryException(HttpStatus status, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }

    static DeliveryException unknownOrder(String orderId) {
        return new DeliveryException(HttpStatus.NOT_FOUND, "There is no order " + orderId);
    }

    static DeliveryException conflict(String orderId) {
        return new DeliveryException(HttpStatus.CONFLICT, "Order " + orderId + " exists with other content");
    }

    static DeliveryException badAnswer() {
        return new DeliveryException(HttpStatus.BAD_GATEWAY, "The delivery service answered wrongly" + MAYBE_STORED);
    }

    static DeliveryException overloaded() {
        return unavailable("The delivery service has no free connection");
    }

    static DeliveryException unreachable() {
        return unavailable("The delivery service cannot be reached");
    }

    static DeliveryException timeout() {
        return new DeliveryException(HttpStatus.GATEWAY_TIMEOUT,
                "The delivery service did not answer in time" + MAYBE_STORED);
    }

    private static DeliveryException unavailable(String detail) {
        DeliveryException unavailable = new DeliveryException(HttpStatus.SERVICE_UNAVAILABLE, detail);
        unavailable.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return unavailable;
    }
}
