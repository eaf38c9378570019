package sample.deliveryapi.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.LiveNumber;
import sample.deliveryapi.ssm.ParameterFollower;
import sample.deliveryapi.ssm.ParametersRead;

/**
 * Gives the running pool the size that SSM says, as two numbers: {@code pool-size} connections are kept open, and
 * {@code max-overflow} more are opened under load. The names come from the SQLAlchemy pool of the Python original. Hikari has no
 * overflow; the same is said by {@code maximumPoolSize = pool-size + max-overflow}, {@code minimumIdle = pool-size}.
 */
@Component
class PoolSizing {

    private static final Logger log = LoggerFactory.getLogger(PoolSizing.class);

    private final HikariDataSource pool;
    private final LiveNumber poolSize;
    private final LiveNumber maxOverflow;

    PoolSizing(HikariDataSource pool, ParameterFollower parameters) {
        this.pool = pool;
        this.poolSize = parameters.follow("mysql/pool-size", 1, 100, 10);
        this.maxOverflow = parameters.follow("mysql/max-overflow", 0, 100, 20);
        apply();
    }

    /** {@code ssm} when both numbers in force were read there. */
    LiveNumber.Source source() {
        return poolSize.state().source() == LiveNumber.Source.SSM ? maxOverflow.state().source() : LiveNumber.Source.DEFAULT;
    }

    @EventListener(ParametersRead.class)
    final void apply() {
        int idle = poolSize.value();
        int maximum = idle + maxOverflow.value();
        int before = pool.getMaximumPoolSize();
        if (maximum == before && idle == pool.getMinimumIdle()) {
            return;
        }
        pool.setMinimumIdle(Math.min(idle, before));
        pool.setMaximumPoolSize(maximum);
        pool.setMinimumIdle(idle);
        if (maximum < before) {
            closeSurplus();
        } else {
            fill();
        }
        log.info("The pool is now at most {} connections, {} kept open; was at most {}", maximum, idle, before);
    }

    /**
     * Hikari opens no connection beyond a lowered maximum but goes on handing out the ones it has. Eviction closes the
     * idle ones now and the others when their requests give them back; then it opens as many as it may.
     */
    private void closeSurplus() {
        Optional.ofNullable(pool.getHikariPoolMXBean()).ifPresent(HikariPoolMXBean::softEvictConnections);
    }

    /**
     * Hikari looks every 30 s whether it keeps enough connections open, and each time it closes one: so one is closed. It is one that
     * no order holds. Waits on a thread of its own, because all may be in use; then the orders that wait have Hikari open more.
     */
    private void fill() {
        HikariPoolMXBean counts = pool.getHikariPoolMXBean();
        if (counts == null || counts.getTotalConnections() >= pool.getMinimumIdle()) {
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                pool.evictConnection(pool.getConnection());
            } catch (SQLException e) {
                log.debug("The pool could not be filled: {}", e.getMessage());
            }
        });
    }
}
