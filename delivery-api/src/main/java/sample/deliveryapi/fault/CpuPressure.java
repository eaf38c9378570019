package sample.deliveryapi.fault;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.ParameterFollower;

/**
 * The service computes so many milliseconds over each order, as one does that has a slow algorithm in its own code. It does so before
 * the transaction: the pool, the database and the carrier have no part in it.
 */
@Component
class CpuPressure extends Fault {

    /** Nobody reads it; without it the compiler may leave the work out. */
    private volatile double result;

    CpuPressure(ParameterFollower parameters, MeterRegistry registry) {
        super("cpu-pressure", parameters, registry);
    }

    @Override
    void beforeTransaction() {
        long end = System.nanoTime() + Duration.ofMillis(value()).toNanos();
        while (System.nanoTime() < end) {
            result = Math.sqrt(end);
        }
    }
}
