package sample.deliveryapi.fault;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import sample.deliveryapi.ssm.ParameterFollower;
import sample.deliveryapi.ssm.ParametersRead;

/**
 * Each order reads a row that another transaction holds, so many milliseconds at a time, as a report does that locks what it reads. The
 * other transaction has a connection of its own, outside the pool.
 */
@Component
class LockContention extends Fault {

    private static final Logger log = LoggerFactory.getLogger(LockContention.class);

    private final JdbcClient database;
    private final HikariDataSource pool;
    private final AtomicBoolean holding = new AtomicBoolean();

    LockContention(ParameterFollower parameters, MeterRegistry registry, JdbcClient database, HikariDataSource pool) {
        super("lock-contention", parameters, registry);
        this.database = database;
        this.pool = pool;
    }

    /** The clause is the one that MySQL and MariaDB share. */
    @Override
    void inTransaction() {
        if (isOn()) {
            database.sql("SELECT id FROM contended_row WHERE id = 1 LOCK IN SHARE MODE").query(Integer.class).optional();
        }
    }

    @EventListener(ParametersRead.class)
    void holdWhileOn() {
        if (isOn() && holding.compareAndSet(false, true)) {
            Thread.ofVirtual().name("lock-contention").start(this::hold);
        }
    }

    private void hold() {
        try (Connection other = DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            while (isOn() && !pool.isClosed()) {
                statement.execute("SELECT id FROM contended_row WHERE id = 1 FOR UPDATE");
                Thread.sleep(value());
                other.commit();
            }
        } catch (SQLException e) {
            log.warn("The transaction that holds the row broke off, and begins again: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            holding.set(false);
        }
    }
}
