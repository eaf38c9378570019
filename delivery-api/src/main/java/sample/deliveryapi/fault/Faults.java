package sample.deliveryapi.fault;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.LiveNumber;
import sample.deliveryapi.ssm.ParameterFollower;

/**
 * The faults that SSM switches on under {@code /<environment>/fault/}, live; 0 is off, and is the default of each. The
 * metric {@code fault.setting} shows each by its name. Exhausting the pool needs nothing here: that is the pool's size.
 */
@Component
class Faults {

    private final LiveNumber slowDatabase;
    private final LiveNumber connectionLeak;
    private final LiveNumber carrierOutage;
    private final LiveNumber slowCarrier;

    Faults(ParameterFollower parameters, MeterRegistry registry) {
        this.slowDatabase = follow("slow-database", 10_000, parameters, registry);
        this.connectionLeak = follow("connection-leak", 100, parameters, registry);
        this.carrierOutage = follow("carrier-outage", 100, parameters, registry);
        this.slowCarrier = follow("slow-carrier", 10_000, parameters, registry);
    }

    /** Milliseconds that the database takes longer over each order. */
    int slowDatabase() {
        return slowDatabase.value();
    }

    /** Percent of the transactions that take a connection and never give it back. */
    int connectionLeak() {
        return connectionLeak.value();
    }

    /** Percent of the bookings that the carrier refuses. */
    int carrierOutage() {
        return carrierOutage.value();
    }

    /** Milliseconds that the carrier takes longer over each booking. */
    int slowCarrier() {
        return slowCarrier.value();
    }

    private static LiveNumber follow(String name, int maximum, ParameterFollower parameters, MeterRegistry registry) {
        LiveNumber setting = parameters.follow("fault/" + name, 0, maximum, 0);
        Gauge.builder("fault.setting", setting, LiveNumber::value).tag("fault", name)
                .description("0 while the fault is off").register(registry);
        return setting;
    }
}
