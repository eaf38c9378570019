package sample.deliveryapi.fault;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;
import sample.deliveryapi.carrier.CarrierException;
import sample.deliveryapi.ssm.ParameterFollower;

/** The carrier refuses so many percent of the bookings. */
@Component
class CarrierOutage extends Fault {

    CarrierOutage(ParameterFollower parameters, MeterRegistry registry) {
        super("carrier-outage", parameters, registry);
    }

    @Override
    void atCarrier() {
        if (hits()) {
            throw new CarrierException();
        }
    }
}
