package sample.deliveryapi.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLTransientConnectionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * A database that fails is 503, not 500: the request was good, and the same order may be sent again. Waiting in vain
 * for a connection is told apart by Hikari's own exception, which stands somewhere below those of JPA and Spring.
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
    ResponseEntity<ProblemDetail> handle(RuntimeException e) {
        return causes(e).filter(SQLTransientConnectionException.class::isInstance).findFirst()
                .map(this::noConnection)
                .orElseGet(() -> databaseFailed(e));
    }

    private ResponseEntity<ProblemDetail> noConnection(Throwable e) {
        log.warn("No connection: {}", e.getMessage());
        return unavailable("No database connection became free within %d ms".formatted(pool.getConnectionTimeout()));
    }

    private static ResponseEntity<ProblemDetail> databaseFailed(RuntimeException e) {
        log.error("The database failed", e);
        return unavailable("The database failed; the order may be stored: send it again under the same order_id");
    }

    private static ResponseEntity<ProblemDetail> unavailable(String detail) {
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        return ResponseEntity.status(status).header(HttpHeaders.RETRY_AFTER, "1")
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }
}
