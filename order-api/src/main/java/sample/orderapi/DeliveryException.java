package sample.orderapi;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** delivery-api did not do what was asked; says what the client is told. */
final class DeliveryException extends ErrorResponseException {

    private static final String AGAIN = "; send the same order_id again, it is stored only once";

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
        return new DeliveryException(HttpStatus.BAD_GATEWAY, "The delivery service answered wrongly" + AGAIN);
    }

    static DeliveryException overloaded() {
        return unavailable("The delivery service has no free connection" + AGAIN);
    }

    static DeliveryException unreachable() {
        return unavailable("The delivery service cannot be reached" + AGAIN);
    }

    static DeliveryException timeout() {
        return new DeliveryException(HttpStatus.GATEWAY_TIMEOUT,
                "The delivery service did not answer in time; the order may be stored" + AGAIN);
    }

    private static DeliveryException unavailable(String detail) {
        DeliveryException unavailable = new DeliveryException(HttpStatus.SERVICE_UNAVAILABLE, detail);
        unavailable.getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return unavailable;
    }
}
