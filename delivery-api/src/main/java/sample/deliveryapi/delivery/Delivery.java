package sample.deliveryapi.delivery;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.data.domain.Persistable;
import sample.contract.Order;
import sample.contract.OrderItem;
import sample.contract.StoredOrder;

/** A row of {@code orders}. It is written once and never changed. */
@Entity
@Table(name = "orders")
class Delivery implements Persistable<String> {

    @Id
    private String orderId;
    private String customerName;
    @Convert(converter = ItemsAsJson.class)
    @Column(columnDefinition = "json")
    private List<OrderItem> items;
    private int itemCount;
    private BigDecimal totalAmount;
    private String shippingAddress;
    private String status;
    private String traceId;
    private Instant createdAt;
    @Transient
    private boolean isNew;

    protected Delivery() {
        // for JPA
    }

    Delivery(Order order, String traceId) {
        this.orderId = order.orderId();
        this.customerName = order.customerName();
        this.items = order.items();
        this.itemCount = order.items().size();
        this.totalAmount = order.totalAmount();
        this.shippingAddress = order.shippingAddress();
        this.status = "processed";
        this.traceId = traceId;
        // Whole seconds, which no driver or server of this family rounds: a receipt given again must be the same.
        this.createdAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        this.isNew = true;
    }

    StoredOrder toStoredOrder() {
        return new StoredOrder(orderId, status, customerName, items, itemCount, totalAmount, shippingAddress, createdAt,
                traceId);
    }

    @Override
    public String getId() {
        return orderId;
    }

    /** True for one made here, so that saving it is an INSERT without a SELECT before it. */
    @Override
    public boolean isNew() {
        return isNew;
    }
}
