package sample.deliveryapi.fault;

import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import sample.contract.Order;
import sample.deliveryapi.carrier.Carrier;
import sample.deliveryapi.carrier.CarrierException;

/**
 * Stands before the carrier and does what the {@link Faults} say. It is called inside the order's transaction, so the
 * order path needs to know nothing of faults, and with all of them off this only passes the order on.
 */
@Component
@Primary
class FaultyCarrier implements Carrier {

    private final Carrier carrier;
    private final Faults faults;
    private final ConnectionLeak leak;
    private final JdbcClient database;

    FaultyCarrier(Carrier carrier, Faults faults, ConnectionLeak leak, JdbcClient database) {
        this.carrier = carrier;
        this.faults = faults;
        this.leak = leak;
        this.database = database;
    }

    @Override
    public void book(Order order) {
        if (hits(faults.connectionLeak())) {
            leak.takeConnectionAndForgetIt();
        }
        if (faults.slowDatabase() > 0) {
            // On the transaction's own connection: the database is slow, and the pool waits for it.
            database.sql("SELECT SLEEP(?)").param(faults.slowDatabase() / 1000.0).query(Integer.class).single();
        }
        if (hits(faults.carrierOutage())) {
            throw new CarrierException();
        }
        if (faults.slowCarrier() > 0) {
            pause(faults.slowCarrier());
        }
        carrier.book(order);
    }

    private static boolean hits(int percent) {
        return percent > 0 && ThreadLocalRandom.current().nextInt(100) < percent;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarrierException();
        }
    }
}
