package sample.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrdersTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Orders orders = new Orders(new Random(1), "test");

    @Test
    void everyOrderObeysTheRulesOfTheService() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            JsonNode order = JSON.readTree(orders.next().json());

            assertThat(order.properties()).extracting(property -> property.getKey()).containsExactlyInAnyOrder(
                    "order_id", "customer_name", "items", "total_amount", "shipping_address");
            assertThat(order.get("order_id").textValue()).matches("[A-Za-z0-9_-]{1,50}");
            assertThat(order.get("customer_name").textValue()).matches("[\\p{L} '.-]{2,200}");
            assertThat(order.get("shipping_address").textValue()).matches("\\P{Cntrl}{10,500}");
            assertThat(order.get("items").size()).isBetween(1, 4);
            assertThat(order.get("total_amount").decimalValue()).isEqualByComparingTo(sumOfItems(order));
        }
    }

    private static BigDecimal sumOfItems(JsonNode order) {
        BigDecimal sum = BigDecimal.ZERO;
        Set<String> products = new HashSet<>();
        for (JsonNode item : order.get("items")) {
            assertThat(item.properties()).extracting(property -> property.getKey())
                    .containsExactlyInAnyOrder("product_id", "quantity", "price");
            assertThat(item.get("product_id").textValue()).matches("[A-Za-z0-9_-]{1,100}");
            assertThat(item.get("quantity").isInt()).isTrue();
            assertThat(item.get("quantity").intValue()).isBetween(1, 1000);
            assertThat(item.get("price").decimalValue()).isPositive();
            assertThat(item.get("price").decimalValue().scale()).isLessThanOrEqualTo(2);
            assertThat(products.add(item.get("product_id").textValue())).as("a product stands in one line").isTrue();
            sum = sum.add(item.get("price").decimalValue().multiply(item.get("quantity").decimalValue()));
        }
        return sum;
    }

    @Test
    void namesAreAsUnrulyAsRealOnes() {
        Set<String> names = Stream.generate(orders::next).limit(1000).map(Order::customerName)
                .collect(Collectors.toSet());

        assertThat(names).hasSizeGreaterThan(300).anyMatch(name -> name.contains("'"))
                .anyMatch(name -> name.contains("-")).anyMatch(name -> name.contains("."))
                .anyMatch(name -> name.matches(".*[^\\x00-\\x7f].*"));
    }

    @Test
    void noIdOccursTwice() {
        assertThat(Stream.generate(orders::next).limit(100_000).map(Order::orderId).distinct()).hasSize(100_000)
                .allMatch(id -> id.startsWith("LOAD-test-"));
    }

    @Test
    void runsOfTheSameSeedShareNoId() {
        Order one = new Orders(new Random(1), "one").next();
        Order other = new Orders(new Random(1), "other").next();

        assertThat(one.items()).isEqualTo(other.items());
        assertThat(one.orderId()).isNotEqualTo(other.orderId());
    }
}
