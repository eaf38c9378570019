package sample.deliveryapi.fault;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.ParameterFollower;

/** The database takes so many milliseconds longer over each order. */
@Component
class SlowDatabase extends Fault {

    private final JdbcClient database;

    SlowDatabase(ParameterFollower parameters, MeterRegistry registry, JdbcClient database) {
        super("slow-database", parameters, registry);
        this.database = database;
    }

    /** On the transaction's own connection: the database is slow, and the pool waits for it. */
    @Override
    void inTransaction() {
        if (isOn()) {
            database.sql("SELECT SLEEP(?)").param(value() / 1000.0).query(Integer.class).single();
        }
    }
}
