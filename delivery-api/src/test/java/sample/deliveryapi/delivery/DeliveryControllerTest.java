package sample.deliveryapi.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.io.UnsupportedEncodingException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.exception.JDBCConnectionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.CannotCreateTransactionException;
import sample.contract.Order;
import sample.contract.StoredOrder;
import sample.contract.http.ServiceDefaults;

@WebMvcTest(DeliveryController.class)
@ExtendWith(OutputCaptureExtension.class)
@Import(ServiceDefaults.class)
class DeliveryControllerTest {

    private static final String VALID = """
            {"order_id": "123", "customer_name": "John Doe", "shipping_address": "123 Main St",
             "items": [{"product_id": "456", "quantity": 1, "price": 29.99}]}""";

    @Autowired
    MockMvcTester mvc;

    @MockitoBean
    Deliveries deliveries;

    @MockitoBean
    HikariDataSource pool;

    @MockitoBean
    HealthEndpoint health;

    @BeforeEach
    void poolHasAConnection() {
        HikariPoolMXBean counts = mock();
        given(counts.getTotalConnections()).willReturn(1);
        given(pool.getHikariPoolMXBean()).willReturn(counts);
        given(pool.getPoolName()).willReturn("mysql");
    }

    @Test
    void aStoredOrderIsAnsweredWithItsReceipt() {
        given(deliveries.deliver(any())).willAnswer(call -> stored(call.getArgument(0)));

        assertThat(post(VALID)).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"order_id": "123", "status": "processed", "customer_name": "John Doe", "total_amount": 29.99,
                 "item_count": 1, "created_at": "2026-01-02T03:04:05Z"}""");
    }

    @Test
    void anInvalidOrderIs400AndNeverReachesTheDatabase() {
        assertThat(problem(post(VALID.replace("\"quantity\": 1", "\"quantity\": 0")), HttpStatus.BAD_REQUEST))
                .contains("items[0].quantity");
        verifyNoInteractions(deliveries);
    }

    @Test
    void anUnknownOrderIs404() {
        given(deliveries.find("nope")).willReturn(Optional.empty());

        problem(mvc.get().uri("/api/delivery/nope").exchange(), HttpStatus.NOT_FOUND);
    }

    @Test
    void aTakenIdIs409() {
        given(deliveries.deliver(any())).willThrow(new OrderConflictException());

        problem(post(VALID), HttpStatus.CONFLICT);
    }

    @ParameterizedTest
    @MethodSource
    void eachFailureOfTheDatabaseHasItsOwnCauseAndShowsNoWordOfIt(String cause, RuntimeException failure, CapturedOutput log) {
        given(deliveries.deliver(any())).willThrow(failure);

        MvcTestResult result = post(VALID);

        assertThat(problem(result, HttpStatus.SERVICE_UNAVAILABLE)).contains("problem:" + cause + "\"", "\"order_id\":\"123\"")
                .doesNotContain("mysql", "total=", "insert", "db.internal");
        assertThat(result).hasHeader("Retry-After", "1");
        assertThat(log).contains("Order 123 refused: " + cause);
    }

    static Stream<Arguments> eachFailureOfTheDatabaseHasItsOwnCauseAndShowsNoWordOfIt() {
        SQLException away = new SQLNonTransientConnectionException("db.internal:3306 went away", "08S01");
        String timeout = "mysql - Connection is not available, request timed out after 2001ms (total=1, active=1, idle=0, waiting=3)";
        return Stream.of(
                argumentSet("all connections in use", "pool-exhausted", noTransaction(new SQLTransientConnectionException(timeout))),
                argumentSet("no connection can be opened", "database-failed",
                        noTransaction(new SQLTransientConnectionException(timeout, "08S01", away))),
                argumentSet("the driver's exception of Hikari's class", "database-failed",
                        noTransaction(new SQLTransientConnectionException("db.internal:3306 went away", "08S01"))),
                argumentSet("the connection breaks", "database-failed", new DataAccessResourceFailureException("insert into orders", away)),
                argumentSet("a defect", "database-failed", new BadSqlGrammarException("x", "insert into orders", new SQLException("db.internal"))));
    }

    @Test
    void aPoolWithoutAnyConnectionIsNotExhausted() {
        HikariPoolMXBean empty = mock();
        given(pool.getHikariPoolMXBean()).willReturn(empty);
        given(deliveries.deliver(any())).willThrow(noTransaction(new SQLTransientConnectionException("mysql - Connection is not available")));

        assertThat(problem(post(VALID), HttpStatus.SERVICE_UNAVAILABLE)).contains("database-failed");
    }

    @Test
    void aPoolThatIsEmptyForAMomentIsExhausted() {
        HikariPoolMXBean shrunk = mock();
        given(shrunk.getTotalConnections()).willReturn(0, 0, 1);
        given(pool.getHikariPoolMXBean()).willReturn(shrunk);
        given(deliveries.deliver(any())).willThrow(noTransaction(new SQLTransientConnectionException("mysql - Connection is not available")));

        assertThat(problem(post(VALID), HttpStatus.SERVICE_UNAVAILABLE)).contains("pool-exhausted");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onlyADefectLeavesAStackTraceInTheLog(boolean isDefect, CapturedOutput log) {
        SQLException failure = isDefect ? new SQLException("no such table") : new SQLException("killed", "70100", 1927);
        given(deliveries.deliver(any())).willThrow(new DataAccessResourceFailureException("insert", failure));

        problem(post(VALID), HttpStatus.SERVICE_UNAVAILABLE);

        assertThat(log.getOut().contains("\tat ")).isEqualTo(isDefect);
    }

    private static RuntimeException noTransaction(SQLException cause) {
        return new CannotCreateTransactionException("Could not open JPA EntityManager",
                new JDBCConnectionException("Unable to acquire JDBC Connection", cause));
    }

    private MvcTestResult post(String body) {
        return mvc.post().uri("/api/delivery").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
    }

    private static String problem(MvcTestResult result, HttpStatus status) {
        assertThat(result).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        try {
            return result.getResponse().getContentAsString();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoredOrder stored(Order order) {
        return new StoredOrder(order.orderId(), "processed", order.customerName(), order.items(), order.items().size(),
                order.totalAmount(), order.shippingAddress(), Instant.parse("2026-01-02T03:04:05Z"), null);
    }
}
