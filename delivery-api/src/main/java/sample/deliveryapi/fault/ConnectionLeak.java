package sample.deliveryapi.fault;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.ParametersRead;

/**
 * Takes connections and forgets them, as code does that closes them only when all goes well. Hikari's leak detection
 * names the method below in the log. The fault remembers what it took, to give all of it back when it is switched off.
 */
@Component
class ConnectionLeak {

    private static final Logger log = LoggerFactory.getLogger(ConnectionLeak.class);

    private final HikariDataSource pool;
    private final Faults faults;
    private final Queue<Connection> forgotten = new ConcurrentLinkedQueue<>();

    ConnectionLeak(HikariDataSource pool, Faults faults) {
        this.pool = pool;
        this.faults = faults;
    }

    void takeConnectionAndForgetIt() {
        try {
            forgotten.add(pool.getConnection());
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("No connection left to leak", e);
        }
    }

    @EventListener(ParametersRead.class)
    void giveBackWhenOff() {
        if (faults.connectionLeak() == 0 && !forgotten.isEmpty()) {
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
