package sample.orderapi;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import sample.contract.Order;
import sample.contract.StoredOrder;
import sample.contract.http.OpenApiContract;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/** The running service, with a delivery that keeps its orders in memory. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "server.address=127.0.0.1")
class OpenApiTest implements OpenApiContract {

    private final Map<String, StoredOrder> stored = new ConcurrentHashMap<>();

    @MockitoBean
    private DeliveryClient delivery;

    @LocalServerPort
    private int port;

    @BeforeEach
    void deliveryStoresEachOrderOnce() {
        given(delivery.deliver(any())).willAnswer(call -> {
            Order order = call.getArgument(0);
            StoredOrder first = stored.computeIfAbsent(order.orderId(), id -> new StoredOrder(id, "processed", order.customerName(),
                    order.items(), order.items().size(), order.totalAmount(), order.shippingAddress(), Instant.EPOCH, null));
            if (!first.holds(order)) {
                throw new ProblemException(ProblemType.ORDER_CONFLICT);
            }
            return first.receipt();
        });
        given(delivery.find(any())).willAnswer(call -> {
            String id = call.getArgument(0);
            if (!stored.containsKey(id)) {
                throw new ProblemException(ProblemType.UNKNOWN_ORDER);
            }
            return stored.get(id);
        });
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String path() {
        return "/api/orders";
    }

    @Override
    public Set<String> statusesOfAnOrder() {
        return Set.of("200", "400", "403", "406", "408", "409", "413", "415", "500", "502", "503", "504");
    }

    @Override
    public int orders() {
        return 3000;
    }
}
