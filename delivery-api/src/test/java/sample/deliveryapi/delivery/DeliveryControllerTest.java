package sample.deliveryapi.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.io.UnsupportedEncodingException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.exception.JDBCConnectionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.CannotCreateTransactionException;
import sample.contract.Order;
import sample.contract.StoredOrder;
import sample.contract.http.ServiceDefaults;

@WebMvcTest(DeliveryController.class)
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

    @Test
    void anExhaustedPoolIs503WithoutHikarisWords() {
        given(deliveries.deliver(any())).willThrow(new CannotCreateTransactionException("Could not open JPA EntityManager",
                new JDBCConnectionException("Unable to acquire JDBC Connection",
                        new SQLTransientConnectionException("mysql - Connection is not available (total=1, active=1)"))));

        MvcTestResult result = post(VALID);

        assertThat(problem(result, HttpStatus.SERVICE_UNAVAILABLE))
                .contains("No database connection became free in time", "pool-exhausted").doesNotContain("mysql", "total=");
        assertThat(result).hasHeader("Retry-After", "1");
    }

    @Test
    void aDatabaseThatFailsIs503WithoutSqlOrHostNames() {
        given(deliveries.deliver(any())).willThrow(new DataAccessResourceFailureException("insert into orders",
                new SQLException("db.internal:3306 went away")));

        MvcTestResult result = post(VALID);

        assertThat(problem(result, HttpStatus.SERVICE_UNAVAILABLE)).doesNotContain("insert", "db.internal");
        assertThat(result).hasHeader("Retry-After", "1");
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
