package sample.deliveryapi.fault;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.ParameterFollower;
import sample.deliveryapi.ssm.ParametersRead;

/**
 * So many percent of the transactions take a connection and forget it, as code does that closes them only when all goes well. Hikari's leak detection
 * names the method below in the log. The fault remembers what it took, to give all of it back when it is switched off.
 */
@Component
class ConnectionLeak extends Fault {

    private static final Logger log = LoggerFactory.getLogger(ConnectionLeak.class);

    private final HikariDataSource pool;
    private final Queue<Connection> forgotten = new ConcurrentLinkedQueue<>();

    ConnectionLeak(ParameterFollower parameters, MeterRegistry registry, HikariDataSource pool) {
        super("connection-leak", parameters, registry);
        this.pool = pool;
    }

    @Override
    void inTransaction() {
        if (hits()) {
            takeConnectionAndForgetIt();
        }
    }

    private void takeConnectionAndForgetIt() {
        try {
            forgotten.add(pool.getConnection());
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("No connection left to leak", e);
        }
    }

    @EventListener(ParametersRead.class)
    void giveBackWhenOff() {
        if (!isOn() && !forgotten.isEmpty()) {
            int given = 0;
            for (Connection connection = forgotten.poll(); connection != null; connection = forgotten.poll(), given++) {
                giveBack(connection);
            }
            log.info("{} leaked connections given back", given);
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.warn("A leaked connection was broken: {}", e.getMessage());
        }
    }
}
