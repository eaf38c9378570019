package sample.deliveryapi.delivery;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.MediaType;
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

/** Answers when the order is in the database. */
@RestController
@RequestMapping(path = "/api/delivery", produces = MediaType.APPLICATION_JSON_VALUE)
class DeliveryController {

    private final Deliveries deliveries;

    DeliveryController(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Refuses({ProblemType.ORDER_CONFLICT, ProblemType.CARRIER_FAILED, ProblemType.POOL_EXHAUSTED, ProblemType.DATABASE_FAILED,
            ProblemType.COMMIT_FAILED})
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    OrderReceipt deliver(@Valid @RequestBody Order request) {
        Order order = request.complete();
        ProblemContext.orderIs(order.orderId());
        return deliveries.deliver(order).receipt();
    }

    @Refuses({ProblemType.UNKNOWN_ORDER, ProblemType.POOL_EXHAUSTED, ProblemType.DATABASE_FAILED})
    @GetMapping("/{order_id}")
    StoredOrder find(@PathVariable("order_id") @Pattern(regexp = Order.ID, message = Order.ID_RULE) String orderId) {
        return deliveries.find(orderId).orElseThrow(() -> new ProblemException(ProblemType.UNKNOWN_ORDER));
    }
}
