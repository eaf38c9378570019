package sample.deliveryapi.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import sample.contract.http.ProblemContext;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/**
 * A database that fails is 503, not 500: the request was good, and the same order may be sent again. A pool that has no free
 * connection is another cause than a database that gives none, though Hikari throws one exception for both.
 */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseProblems {

    private static final Logger log = LoggerFactory.getLogger(DatabaseProblems.class);
    /** MariaDB's own number for the end of a connection by KILL. */
    private static final int CONNECTION_KILLED = 1927;
    private static final int MAX_LOOKS = 50;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final HikariDataSource pool;

    DatabaseProblems(HikariDataSource pool) {
        this.pool = pool;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ErrorResponse handle(RuntimeException e) {
        boolean isExhausted = causes(e).anyMatch(this::isPoolExhausted);
        ProblemException refusal = new ProblemException(isExhausted ? ProblemType.POOL_EXHAUSTED : ProblemType.DATABASE_FAILED, e);
        if (isExhausted || causes(e).anyMatch(DatabaseProblems::isConnectionFailure)) {
            log.warn("Order {} refused: {} ({})", ProblemContext.orderId(), refusal.type().cause(), refusal.reason());
        } else {
            log.error("Order {} refused: {}", ProblemContext.orderId(), refusal.type().cause(), e);
        }
        return refusal;
    }

    /**
     * Whether Hikari waited in vain for a connection that is in use. It gives as the cause why it could not open its last connection.
     * Without a cause, the pool has all connections that it may have, or a database that does not answer holds back the new ones. The
     * driver throws the same class; the name of the pool tells whose it is.
     */
    private boolean isPoolExhausted(Throwable e) {
        return e instanceof SQLTransientConnectionException && e.getCause() == null
                && String.valueOf(e.getMessage()).startsWith(pool.getPoolName() + " - ") && hasConnections();
    }

    /** Looks more than once: a pool that was made smaller is empty until the next connection is open. */
    private boolean hasConnections() {
        HikariPoolMXBean counts = pool.getHikariPoolMXBean();
        try {
            for (int look = 1; counts != null && look <= MAX_LOOKS; look++) {
                if (counts.getTotalConnections() > 0) {
                    return true;
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /**
     * What happens when a database stops, restarts or ends a connection. Anything else is a defect, which needs its stack trace. Hibernate
     * throws its own exception when the rollback fails, which a broken connection makes it do.
     */
    private static boolean isConnectionFailure(Throwable e) {
        return e instanceof SQLTransientException || e instanceof SQLRecoverableException || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLException sql && (String.valueOf(sql.getSQLState()).startsWith("08") || sql.getErrorCode() == CONNECTION_KILLED)
                || e instanceof org.hibernate.TransactionException;
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
