package sample.contract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The answer to an order that is in the database. The same order sent again gets the same receipt.
 *
 * @param traceId the trace in which the order was stored; absent when no agent watched
 */
public record OrderReceipt(
        String orderId,
        String status,
        String message,
        String customerName,
        BigDecimal totalAmount,
        int itemCount,
        Instant createdAt,
        String traceId) {

    /** Rejects missing fields, so that order-api answers 502. */
    public OrderReceipt {
        Stream.of(orderId, status, message, customerName, totalAmount, createdAt).forEach(Objects::requireNonNull);
    }

    @Override
    public String toString() {
        return "OrderReceipt[" + orderId + ", " + status + "]";
    }
}
