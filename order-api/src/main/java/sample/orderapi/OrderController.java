package sample.orderapi;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.resilience.InvocationRejectedException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import sample.contract.Order;
import sample.contract.OrderReceipt;
import sample.contract.StoredOrder;
import sample.contract.http.ProblemContext;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;
import sample.contract.http.Refuses;

/** Takes an order, checks it, and answers when delivery-api has stored it. */
@RestController
@RequestMapping(path = "/api/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderController {

    private static final Logger log = LoggerFactory.getLogger(OrderController.class);

    private final DeliveryClient delivery;
    private final OrderMetrics metrics;

    OrderController(DeliveryClient delivery, OrderMetrics metrics) {
        this.delivery = delivery;
        this.metrics = metrics;
    }

    @Refuses({ProblemType.ORDER_CONFLICT, ProblemType.CARRIER_FAILED, ProblemType.DELIVERY_ANSWERED_WRONGLY,
            ProblemType.DELIVERY_BROKE_OFF, ProblemType.POOL_EXHAUSTED, ProblemType.DATABASE_FAILED, ProblemType.COMMIT_FAILED,
            ProblemType.DELIVERY_UNREACHABLE, ProblemType.DELIVERY_BUSY, ProblemType.DELIVERY_TIMEOUT})
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    OrderReceipt create(@Valid @RequestBody Order request) {
        Order order = request.complete();
        ProblemContext.orderIs(order.orderId());
        OrderReceipt receipt = delivery.deliver(order);
        metrics.processed(receipt);
        log.info("Order {} processed: {} items, {}", receipt.orderId(), receipt.itemCount(), receipt.totalAmount());
        return receipt;
    }

    @Refuses({ProblemType.UNKNOWN_ORDER, ProblemType.DELIVERY_ANSWERED_WRONGLY, ProblemType.DELIVERY_BROKE_OFF,
            ProblemType.POOL_EXHAUSTED, ProblemType.DATABASE_FAILED, ProblemType.DELIVERY_UNREACHABLE, ProblemType.DELIVERY_BUSY,
            ProblemType.DELIVERY_TIMEOUT})
    @GetMapping("/{order_id}")
    StoredOrder find(@PathVariable("order_id") @Pattern(regexp = Order.ID, message = Order.ID_RULE) String orderId) {
        return delivery.find(orderId);
    }

    /** The limit of {@link DeliveryClient} is reached. */
    @ExceptionHandler
    ErrorResponse tooManyAtOnce(InvocationRejectedException e) {
        log.warn("Order {} not delivered: {} (too many orders are under way)", ProblemContext.orderId(), ProblemType.DELIVERY_BUSY.cause());
        return new ProblemException(ProblemType.DELIVERY_BUSY, e);
    }
}
