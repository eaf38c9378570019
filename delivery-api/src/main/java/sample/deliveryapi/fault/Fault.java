package sample.deliveryapi.fault;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ThreadLocalRandom;
import sample.deliveryapi.ssm.LiveNumber;
import sample.deliveryapi.ssm.ParameterFollower;

/**
 * A fault that SSM switches on, live: {@code /<environment>/fault/<name>}; 0 is off, and the default. A new fault is a subclass that is a
 * {@code @Component}, and a line in {@code faults.txt}. It acts in one of the places below; the order path knows nothing of it.
 */
abstract class Fault {

    private final String name;
    private final LiveNumber setting;

    Fault(String name, ParameterFollower parameters, MeterRegistry registry) {
        this.name = name;
        this.setting = parameters.follow("fault/" + name, 0, FaultCatalogue.limits().get(name), 0);
        Gauge.builder("fault.setting", setting, LiveNumber::value).tag("fault", name)
                .description("0 while the fault is off").register(registry);
    }

    /** Called for each order before its transaction begins. */
    void beforeTransaction() {
    }

    /** Called in each order's transaction, before the carrier is booked. */
    void inTransaction() {
    }

    /** Called where the carrier is booked, within its span and its timer. */
    void atCarrier() {
    }

    String name() {
        return name;
    }

    /** What SSM says, 0 while the fault is off; the unit is the fault's own. */
    int value() {
        return setting.value();
    }

    boolean isOn() {
        return value() > 0;
    }

    /** Whether this order is one of the {@link #value()} percent. */
    boolean hits() {
        return isOn() && ThreadLocalRandom.current().nextInt(100) < value();
    }
}
