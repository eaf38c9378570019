package sample.contract.http;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Why a request was refused: one constant per cause. The name of the cause is the same in the problem's {@code type}, in the log, and
 * in the tag {@code cause} of the metric {@code orders.refused}.
 */
public enum ProblemType {

    /** A field of the order, or the order's id in the path, breaks a rule. */
    INVALID_REQUEST(HttpStatus.BAD_REQUEST),
    /** The body is not JSON, or not a JSON object. */
    UNREADABLE_BODY(HttpStatus.BAD_REQUEST),
    UNKNOWN_ORDER(HttpStatus.NOT_FOUND),
    UNKNOWN_PATH(HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    /** The order's id belongs to an order with other content. */
    ORDER_CONFLICT(HttpStatus.CONFLICT),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    /** A defect of the service itself. */
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR),
    /** The carrier did not take the booking; the order was not stored. */
    CARRIER_FAILED(HttpStatus.BAD_GATEWAY),
    /** delivery-api answered something that is not an answer of its contract. */
    DELIVERY_ANSWERED_WRONGLY(HttpStatus.BAD_GATEWAY),
    /** All database connections of delivery-api were in use for too long. */
    POOL_EXHAUSTED(HttpStatus.SERVICE_UNAVAILABLE),
    DATABASE_FAILED(HttpStatus.SERVICE_UNAVAILABLE),
    /** No connection to delivery-api can be opened. */
    DELIVERY_UNREACHABLE(HttpStatus.SERVICE_UNAVAILABLE),
    /** More orders are under way to delivery-api than order-api allows. */
    DELIVERY_BUSY(HttpStatus.SERVICE_UNAVAILABLE),
    /** delivery-api took the request and did not answer in time. */
    DELIVERY_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT);

    private static final String PREFIX = "urn:java-sample-app:problem:";

    private final HttpStatus status;

    ProblemType(HttpStatus status) {
        this.status = status;
    }

    /** The name of the cause, such as {@code pool-exhausted}. */
    public String cause() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public URI uri() {
        return URI.create(PREFIX + cause());
    }

    public HttpStatus status() {
        return status;
    }

    /** Returns a problem of this type; {@code detail} is the sentence that the client reads. */
    public ProblemDetail problem(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(uri());
        return problem;
    }
}
