package sample.orderapi;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.MediaType;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpStatusCodeException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import sample.contract.Order;
import sample.contract.OrderReceipt;
import sample.contract.StoredOrder;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/**
 * Speaks to delivery-api. Each way in which that can fail has its own {@link ProblemType}; the causes that delivery-api names pass
 * through. Only so many orders are let in, under way or waiting for a connection: virtual threads bound nothing, and a queue of
 * orders that grows without end takes the memory, and then the service.
 */
@Component
@ConcurrencyLimit(limitString = "${delivery.max-orders}", policy = ConcurrencyLimit.ThrottlePolicy.REJECT)
class DeliveryClient {

    private static final Logger log = LoggerFactory.getLogger(DeliveryClient.class);

    /** What delivery-api may say of an order that order-api has checked. Any other problem is a wrong answer. */
    private static final Set<ProblemType> PASSED_ON = EnumSet.of(ProblemType.UNKNOWN_ORDER, ProblemType.ORDER_CONFLICT,
            ProblemType.CARRIER_FAILED, ProblemType.POOL_EXHAUSTED, ProblemType.DATABASE_FAILED, ProblemType.COMMIT_FAILED);

    /** The part of a problem that is read. */
    private record Problem(URI type) {
    }

    private final RestClient http;

    DeliveryClient(RestClient http) {
        this.http = http;
    }

    OrderReceipt deliver(Order order) {
        return answer(order.orderId(), OrderReceipt::orderId, () -> http.post().uri("/api/delivery")
                .contentType(MediaType.APPLICATION_JSON).body(order).retrieve().body(OrderReceipt.class));
    }

    StoredOrder find(String orderId) {
        return answer(orderId, StoredOrder::orderId,
                () -> http.get().uri("/api/delivery/{id}", orderId).retrieve().body(StoredOrder.class));
    }

    private static <T> T answer(String orderId, Function<T, String> idOf, Supplier<T> call) {
        try {
            T answer = call.get();
            if (answer == null || !Objects.equals(idOf.apply(answer), orderId)) {
                throw failure(orderId, ProblemType.DELIVERY_ANSWERED_WRONGLY, "no order, or another one", null);
            }
            return answer;
        } catch (HttpStatusCodeException e) {
            throw failure(orderId, typeOf(e), "delivery-api answered " + e.getStatusCode().value(), e);
        } catch (RestClientException e) {
            throw failure(orderId, typeOf(e), shown(NestedExceptionUtils.getMostSpecificCause(e)), e);
        }
    }

    private static ProblemException failure(String orderId, ProblemType type, String why, Exception e) {
        if (type != ProblemType.UNKNOWN_ORDER) {
            log.warn("Order {} not delivered: {} ({})", orderId, type.cause(), why);
        }
        return new ProblemException(type, e);
    }

    /** Shows messages of connections. Never shows those of a parser: they quote customer data. */
    private static String shown(Throwable cause) {
        return cause instanceof IOException ? cause.toString() : cause.getClass().getName();
    }

    private static ProblemType typeOf(HttpStatusCodeException e) {
        ProblemType named;
        try {
            Problem problem = e.getResponseBodyAs(Problem.class);
            named = ProblemType.of(problem == null ? null : problem.type()).orElse(null);
        } catch (RuntimeException unreadable) {
            named = null;
        }
        if (named == ProblemType.SERVICE_BUSY) {
            return ProblemType.DELIVERY_BUSY;
        }
        return named != null && PASSED_ON.contains(named) && named.status().value() == e.getStatusCode().value()
                ? named : ProblemType.DELIVERY_ANSWERED_WRONGLY;
    }

    /** The order of the tests matters: a connection that timed out while opening is a socket time-out too. */
    private static ProblemType typeOf(RestClientException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionRequestTimeoutException || cause instanceof DeadlineTimeoutException) {
                return ProblemType.DELIVERY_BUSY;
            }
            if (cause instanceof ConnectException || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException || cause instanceof NoRouteToHostException) {
                return ProblemType.DELIVERY_UNREACHABLE;
            }
            if (cause instanceof SocketTimeoutException) {
                return ProblemType.DELIVERY_TIMEOUT;
            }
            if (cause instanceof NoHttpResponseException || cause instanceof SocketException) {
                return ProblemType.DELIVERY_BROKE_OFF;
            }
        }
        return ProblemType.DELIVERY_ANSWERED_WRONGLY;
    }
}
