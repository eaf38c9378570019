package sample.deliveryapi;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import sample.contract.Order;
import sample.contract.OrderItem;

/** Orders for tests. */
public final class Orders {

    private Orders() {
    }

    public static String newId() {
        return "T-" + UUID.randomUUID();
    }

    public static Order order(String id) {
        return order(id, "29.99");
    }

    public static Order order(String id, String price) {
        return new Order(id, "Zoë O'Brien-Müller", List.of(new OrderItem("456", 2, new BigDecimal(price))), null,
                "123 Main St 🏠").complete();
    }
}
