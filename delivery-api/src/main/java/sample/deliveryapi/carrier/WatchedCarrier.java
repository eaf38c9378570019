package sample.deliveryapi.carrier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import sample.contract.Order;

/**
 * Shows what the carrier takes: the span {@code carrier.book} and the metric {@code carrier.booking}, failed bookings included.
 * The span is a call to another company, so that the carrier stands on the service map beside the database.
 */
public final class WatchedCarrier implements Carrier {

    private final Carrier carrier;
    private final Timer timer;

    public WatchedCarrier(Carrier carrier, MeterRegistry registry) {
        this.carrier = carrier;
        this.timer = Timer.builder("carrier.booking").description("Time to book a carrier").register(registry);
    }

    @Override
    @WithSpan(value = "carrier.book", kind = SpanKind.CLIENT)
    public void book(Order order) {
        Span.current().setAttribute("peer.service", "carrier");
        timer.record(() -> carrier.book(order));
    }
}
