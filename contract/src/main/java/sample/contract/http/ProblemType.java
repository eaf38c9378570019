package sample.contract.http;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Why a request was refused: one constant per cause. The name of the cause is the same in the problem's {@code type}, in the log, and
 * in the tag {@code cause} of the metric {@code orders.refused}. docs/problems.md has the table for readers.
 */
public enum ProblemType {

    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request breaks the rules of HTTP", Order.NOT_STORED),
    UNREADABLE_BODY(HttpStatus.BAD_REQUEST, "The body must be one JSON object", Order.NOT_STORED),
    INVALID_REQUEST(HttpStatus.BAD_REQUEST, "The request is invalid: see errors", Order.NOT_STORED),
    /** Only where the service listens on the loopback address. */
    OTHER_SITE(HttpStatus.FORBIDDEN, "The page of another site asks: see the headers Host and Origin", Order.NOT_STORED),
    UNKNOWN_ORDER(HttpStatus.NOT_FOUND, "There is no order with this id", Order.NOT_SENT),
    UNKNOWN_PATH(HttpStatus.NOT_FOUND, "There is nothing at this path", Order.NOT_SENT),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This path does not take this method: see the header Allow", Order.NOT_SENT),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer is JSON in UTF-8, which the header Accept does not allow", Order.NOT_STORED),
    REQUEST_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The request took too long to arrive", Order.NOT_STORED),
    ORDER_CONFLICT(HttpStatus.CONFLICT, "An order with this id and other content is stored", Order.NOT_STORED),
    BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is over " + HttpLimits.MAX_BODY_BYTES + " bytes", Order.NOT_STORED),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json, not compressed", Order.NOT_STORED),
    /** A defect of the service itself. */
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "The service failed; its log has the cause", Order.MAY_BE_STORED),
    CARRIER_FAILED(HttpStatus.BAD_GATEWAY, "The carrier did not take the booking", Order.NOT_STORED),
    DELIVERY_ANSWERED_WRONGLY(HttpStatus.BAD_GATEWAY, "The delivery service answered wrongly", Order.MAY_BE_STORED),
    /** The connection broke before an answer began, and the second try brought no order either. */
    DELIVERY_BROKE_OFF(HttpStatus.BAD_GATEWAY, "The delivery service broke off the connection", Order.MAY_BE_STORED),
    /** The service has as many requests under way as its memory allows. */
    SERVICE_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "The service has too many requests under way", Order.NOT_STORED),
    POOL_EXHAUSTED(HttpStatus.SERVICE_UNAVAILABLE, "No database connection became free in time", Order.NOT_STORED),
    DATABASE_FAILED(HttpStatus.SERVICE_UNAVAILABLE, "The database failed", Order.NOT_STORED),
    /** The only failure of the database that leaves open whether it stored the order. */
    COMMIT_FAILED(HttpStatus.SERVICE_UNAVAILABLE, "The database failed while it stored the order", Order.MAY_BE_STORED),
    /** No connection to delivery-api could be opened. */
    DELIVERY_UNREACHABLE(HttpStatus.SERVICE_UNAVAILABLE, "The delivery service cannot be reached", Order.NOT_STORED),
    /** More orders are on their way to delivery-api than order-api or delivery-api lets in. */
    DELIVERY_BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many orders are on their way to the delivery service", Order.NOT_STORED),
    DELIVERY_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "The delivery service did not answer in time", Order.MAY_BE_STORED);

    /** What became of the order that the refused request sent. An earlier request may have stored it under the same id. */
    private enum Order {

        NOT_SENT(""),
        NOT_STORED("; this request did not store the order"),
        MAY_BE_STORED("; the order may be stored: send it again under the same order_id");

        private final String clause;

        Order(String clause) {
            this.clause = clause;
        }
    }

    private static final String PREFIX = "urn:java-sample-app:problem:";

    private final HttpStatus status;
    private final String sentence;
    private final Order order;
    private final String cause;
    private final URI uri;

    ProblemType(HttpStatus status, String sentence, Order order) {
        this.status = status;
        this.sentence = sentence;
        this.order = order;
        this.cause = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.uri = URI.create(PREFIX + cause);
    }

    /** The cause of an answer for which only the status is known. */
    static ProblemType of(int status) {
        return switch (status) {
            case 403 -> OTHER_SITE;
            case 404 -> UNKNOWN_PATH;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> REQUEST_TOO_SLOW;
            case 413 -> BODY_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> SERVICE_BUSY;
            case 501, 505 -> MALFORMED_REQUEST;
            default -> status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
        };
    }

    /** The constant whose {@link #uri()} this is. */
    public static Optional<ProblemType> of(URI uri) {
        return uri == null || !uri.toString().startsWith(PREFIX) ? Optional.empty()
                : Arrays.stream(values()).filter(type -> type.uri.equals(uri)).findFirst();
    }

    /** The name of the cause, such as {@code pool-exhausted}. */
    public String cause() {
        return cause;
    }

    public URI uri() {
        return uri;
    }

    public HttpStatus status() {
        return status;
    }

    /** What the client reads, without what became of its order. */
    public String sentence() {
        return sentence;
    }

    /** What became of the order that was sent: a clause that follows the sentence, or nothing. */
    public String whatBecameOfTheOrder() {
        return order.clause;
    }

    /** Whether the same request can succeed a little later. */
    public boolean isTemporary() {
        return switch (this) {
            case CARRIER_FAILED, DELIVERY_BROKE_OFF -> true;
            default -> status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.GATEWAY_TIMEOUT;
        };
    }

    /** Returns a problem of this type. */
    public ProblemDetail problem() {
        return problem(sentence);
    }

    /** Returns a problem of this type; {@code detail} says more than the sentence of the type. */
    public ProblemDetail problem(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(uri);
        return problem;
    }
}
