package sample.contract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order as it stands in the database.
 *
 * @param traceId the trace in which the order was stored; absent when no agent watched
 */
public record StoredOrder(
        String orderId,
        String status,
        String customerName,
        List<OrderItem> items,
        int itemCount,
        BigDecimal totalAmount,
        String shippingAddress,
        Instant createdAt,
        String traceId) {

    /** Whether this is what storing {@code order} gave or would give. */
    public boolean holds(Order order) {
        return new Order(orderId, customerName, items, totalAmount, shippingAddress).complete().equals(order);
    }

    public OrderReceipt receipt() {
        return new OrderReceipt(orderId, status, "Order processed successfully", customerName, totalAmount, itemCount,
                createdAt, traceId);
    }

    @Override
    public String toString() {
        return "StoredOrder[" + orderId + ", " + status + "]";
    }
}
