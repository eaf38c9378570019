package sample.orderapi;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
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

/**
 * Speaks to delivery-api, and turns each way in which that can fail into one {@link DeliveryException}. Of the orders
 * under way and waiting for a connection only so many are let in: virtual threads bound nothing, and a queue of orders
 * that grows without end takes the memory, and then the service.
 */
@Component
@ConcurrencyLimit(limitString = "${delivery.max-orders}", policy = ConcurrencyLimit.ThrottlePolicy.REJECT)
class DeliveryClient {

    private static final Logger log = LoggerFactory.getLogger(DeliveryClient.class);

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
                log.warn("Order {}: delivery-api answered without an order, or with another one", orderId);
                throw DeliveryException.badAnswer();
            }
            return answer;
        } catch (HttpStatusCodeException e) {
            throw refusal(orderId, e);
        } catch (RestClientException e) {
            DeliveryException failure = failure(e);
            log.warn("Order {} not delivered: {} ({})", orderId, failure.getBody().getDetail(),
                    shown(NestedExceptionUtils.getMostSpecificCause(e)));
            throw failure;
        }
    }

    /** What a connection says names hosts; what a parser says quotes the answer, and so the customer. */
    private static String shown(Throwable cause) {
        return cause instanceof IOException ? cause.toString() : cause.getClass().getName();
    }

    private static DeliveryException refusal(String orderId, HttpStatusCodeException e) {
        int status = e.getStatusCode().value();
        if (status == 404) {
            return DeliveryException.unknownOrder(orderId);
        }
        log.warn("Order {} refused: delivery-api answered {}", orderId, status);
        return switch (status) {
            case 409 -> DeliveryException.conflict(orderId);
            case 503 -> DeliveryException.overloaded();
            default -> DeliveryException.badAnswer();
        };
    }

    /** The order of the tests matters: a connection that timed out while opening is a socket time-out too. */
    private static DeliveryException failure(RestClientException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionRequestTimeoutException || cause instanceof DeadlineTimeoutException) {
                return DeliveryException.overloaded();
            }
            if (cause instanceof ConnectException || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException || cause instanceof NoRouteToHostException) {
                return DeliveryException.unreachable();
            }
            if (cause instanceof SocketTimeoutException) {
                return DeliveryException.timeout();
            }
        }
        return DeliveryException.badAnswer();
    }
}
