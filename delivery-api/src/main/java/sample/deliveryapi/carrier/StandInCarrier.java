package sample.deliveryapi.carrier;

import org.springframework.stereotype.Component;
import sample.contract.Order;

/** Stands in for a call to another company: takes {@code carrier.latency} and does nothing else. */
@Component
class StandInCarrier implements Carrier {

    private final CarrierProperties properties;

    StandInCarrier(CarrierProperties properties) {
        this.properties = properties;
    }

    @Override
    public void book(Order order) {
        try {
            Thread.sleep(properties.latency());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while booking a carrier", e);
        }
    }
}
