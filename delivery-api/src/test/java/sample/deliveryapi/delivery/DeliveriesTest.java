package sample.deliveryapi.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sample.deliveryapi.Orders.newId;
import static sample.deliveryapi.Orders.order;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import sample.contract.Order;
import sample.contract.StoredOrder;
import sample.deliveryapi.ServiceTest;

class DeliveriesTest extends ServiceTest {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    @Autowired
    Deliveries deliveries;

    @Autowired
    JdbcClient sql;

    @Test
    void anOrderIsStoredWithAllItHolds() {
        Order order = order(newId());

        StoredOrder stored = deliveries.deliver(order);

        assertThat(stored.holds(order)).isTrue();
        assertThat(stored.status()).isEqualTo("processed");
        assertThat(stored.totalAmount()).isEqualTo(new BigDecimal("59.98"));
        assertThat(stored.createdAt()).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
        assertThat(deliveries.find(order.orderId())).contains(stored);
    }

    @Test
    void theRowReadsInUtcWhateverTheServersZone() {
        String id = newId();

        Instant createdAt = deliveries.deliver(order(id)).createdAt();

        assertThat(sql.sql("SELECT CAST(created_at AS CHAR) FROM orders WHERE order_id = ?").param(id)
                .query(String.class).single()).isEqualTo(UTC.format(createdAt));
    }

    @Test
    void theSameOrderAgainGivesTheFirstResultAndOneRow() {
        Order order = order(newId(), "1.5");
        StoredOrder first = deliveries.deliver(order);

        StoredOrder second = deliveries.deliver(order(order.orderId(), "1.50"));

        assertThat(second).isEqualTo(first);
        assertThat(rows(order.orderId())).isOne();
    }

    @Test
    void theSameIdWithOtherContentIsAConflictAndChangesNothing() {
        Order order = order(newId(), "1.50");
        StoredOrder first = deliveries.deliver(order);

        assertThatThrownBy(() -> deliveries.deliver(order(order.orderId(), "1.51")))
                .isInstanceOf(OrderConflictException.class);

        assertThat(deliveries.find(order.orderId())).contains(first);
    }

    @Test
    void idsThatDifferInCaseAreTwoOrders() {
        Order lower = order("t-" + newId().toLowerCase(Locale.ROOT));
        Order upper = order(lower.orderId().toUpperCase(Locale.ROOT), "1.00");

        deliveries.deliver(lower);
        deliveries.deliver(upper);

        assertThat(deliveries.find(lower.orderId())).get().matches(stored -> stored.holds(lower));
        assertThat(deliveries.find(upper.orderId())).get().matches(stored -> stored.holds(upper));
    }

    @Test
    void manyAtOnceWithOneIdAreOneRowAndOneResult() throws Exception {
        Order order = order(newId());

        List<StoredOrder> results = atOnce(20, () -> deliveries.deliver(order));

        Set<StoredOrder> distinct = new HashSet<>(results);
        assertThat(distinct).hasSize(1);
        assertThat(rows(order.orderId())).isOne();
    }

    @Test
    void anUnknownOrderIsNotFound() {
        assertThat(deliveries.find(newId())).isEmpty();
    }

    private int rows(String orderId) {
        return sql.sql("SELECT COUNT(*) FROM orders WHERE order_id = ?").param(orderId).query(Integer.class).single();
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> results = threads.invokeAll(IntStream.range(0, times).mapToObj(i -> call).toList());
            return results.stream().map(Future::resultNow).toList();
        }
    }
}
