package sample.deliveryapi.carrier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import org.springframework.stereotype.Component;
import sample.contract.Order;

/** Stands in for a call to another company: takes {@code carrier.latency} and does nothing else. */
@Component
class StandInCarrier implements Carrier {

    private final CarrierProperties properties;
    private final Timer timer;

    StandInCarrier(CarrierProperties properties, MeterRegistry registry) {
        this.properties = properties;
        this.timer = Timer.builder("carrier.booking").description("Time to book a carrier").register(registry);
    }

    @Override
    @WithSpan("carrier.book")
    public void book(Order order) {
        timer.record(this::callCarrier);
    }

    private void callCarrier() {
        try {
            Thread.sleep(properties.latency());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while booking a carrier", e);
        }
    }
}
