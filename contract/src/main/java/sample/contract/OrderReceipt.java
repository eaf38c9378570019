package sample.contract;

import java.math.BigDecimal;
import java.time.Instant;

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

    @Override
    public String toString() {
        return "OrderReceipt[" + orderId + ", " + status + "]";
    }
}
