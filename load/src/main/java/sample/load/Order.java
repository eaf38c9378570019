package sample.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.List;

/** An order as the load generator sends it: on purpose not the services' own class, as a client has none of theirs. */
record Order(String orderId, String customerName, List<Item> items, BigDecimal totalAmount, String shippingAddress) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    /** One line of an order, with the price of one piece. */
    record Item(String productId, int quantity, BigDecimal price) {

        BigDecimal amount() {
            return price.multiply(BigDecimal.valueOf(quantity));
        }
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an order of strings and numbers is always JSON", e);
        }
    }
}
