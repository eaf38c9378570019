package sample.deliveryapi.delivery;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import sample.contract.Order;
import sample.contract.StoredOrder;
import sample.contract.http.TraceId;
import sample.deliveryapi.carrier.Carrier;
import sample.deliveryapi.carrier.CarrierException;

/** Stores each order once, and knows it again when it comes back. */
@Service
class Deliveries {

    private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

    private final DeliveryRepository repository;
    private final Carrier carrier;
    private final TransactionTemplate transaction;

    Deliveries(DeliveryRepository repository, Carrier carrier, TransactionTemplate transaction) {
        this.repository = repository;
        this.carrier = carrier;
        this.transaction = transaction;
    }

    /**
     * Returns the order as stored, now or by an earlier request with the same content.
     *
     * @throws OrderConflictException when the order's id is taken by other content
     * @throws CommitException when it is open whether the order was stored
     * @throws CarrierException when the carrier did not take the booking
     */
    StoredOrder deliver(Order order) {
        try {
            StoredOrder stored = store(order);
            log.info("Order {} stored: {} items", stored.orderId(), stored.itemCount());
            return stored;
        } catch (DataIntegrityViolationException e) {
            StoredOrder earlier = find(order.orderId()).orElseThrow(() -> e);
            if (!earlier.holds(order)) {
                throw new OrderConflictException();
            }
            log.info("Order {} was stored before", earlier.orderId());
            return earlier;
        } catch (CarrierException | CommitException e) {
            log.warn("Order {} refused: {} ({})", order.orderId(), e.type().cause(), e.reason());
            throw e;
        }
    }

    Optional<StoredOrder> find(String orderId) {
        return repository.findById(orderId).map(Delivery::toStoredOrder);
    }

    /**
     * Waits for another company while it holds a database connection: the classic mistake, made here on purpose. A
     * connection is taken where the transaction begins, so each order holds one for the carrier's latency, and a pool
     * of n serves n / latency orders a second. Booking first and opening the transaction afterwards would avoid it.
     */
    private StoredOrder store(Order order) {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        AtomicBoolean committing = new AtomicBoolean();
        try {
            return transaction.execute(open -> {
                try {
                    carrier.book(order);
                    Delivery stored = repository.saveAndFlush(new Delivery(order, TraceId.current().orElse(null)));
                    committing.set(true);
                    return stored.toStoredOrder();
                } catch (RuntimeException e) {
                    failure.set(e);
                    throw e;
                }
            });
        } catch (DataAccessException | TransactionException e) {
            if (failure.get() != null) {
                throw failure.get(); // e may be about the rollback
            }
            throw committing.get() ? new CommitException(e) : e;
        }
    }
}
