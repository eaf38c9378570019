package sample.orderapi;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How order-api reaches delivery-api.
 *
 * @param url where delivery-api listens
 * @param connectTimeout the most a new connection may take
 * @param readTimeout the most delivery-api may stay silent; longer than it waits for a database connection
 * @param maxConnections the most connections, and so the most orders under way at once
 * @param connectionWait the most an order waits for one of them
 * @param maxOrders the most orders under way and waiting; what comes on top is refused at once
 */
@Validated
@ConfigurationProperties("delivery")
record DeliveryProperties(
        @NotNull URI url,
        @NotNull Duration connectTimeout,
        @NotNull Duration readTimeout,
        @Min(1) int maxConnections,
        @NotNull Duration connectionWait,
        @Min(1) int maxOrders) {
}
