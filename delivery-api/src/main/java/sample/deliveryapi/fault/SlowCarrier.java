package sample.deliveryapi.fault;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;
import sample.deliveryapi.carrier.CarrierException;
import sample.deliveryapi.ssm.ParameterFollower;

/** The carrier takes so many milliseconds longer over each booking. */
@Component
class SlowCarrier extends Fault {

    SlowCarrier(ParameterFollower parameters, MeterRegistry registry) {
        super("slow-carrier", parameters, registry);
    }

    @Override
    void atCarrier() {
        try {
            Thread.sleep(value());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CarrierException();
        }
    }
}
