package sample.deliveryapi.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
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

    private final HikariDataSource pool;

    DatabaseProblems(HikariDataSource pool) {
        this.pool = pool;
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ErrorResponse handle(RuntimeException e) {
        Optional<SQLTransientConnectionException> noConnection = causes(e)
                .filter(SQLTransientConnectionException.class::isInstance)
                .map(SQLTransientConnectionException.class::cast)
                .findFirst();
        if (noConnection.filter(this::isPoolExhausted).isPresent()) {
            return refuse(ProblemType.POOL_EXHAUSTED, noConnection.get());
        }
        return refuse(ProblemType.DATABASE_FAILED, e);
    }

    /**
     * Hikari gives as the cause why it could not open its last connection. Without a cause, the pool has all connections that it may
     * have, or a database that does not answer holds back the new ones.
     */
    private boolean isPoolExhausted(SQLTransientConnectionException timeout) {
        HikariPoolMXBean counts = pool.getHikariPoolMXBean();
        return timeout.getCause() == null && counts != null && counts.getTotalConnections() > 0;
    }

    private static ErrorResponse refuse(ProblemType type, Exception e) {
        log.warn("Refused: {} ({})", type.cause(), NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        return new ProblemException(type, e);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
