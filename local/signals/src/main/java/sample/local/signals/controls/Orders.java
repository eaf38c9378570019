package sample.local.signals.controls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Sends orders, each with an id of its own, as the README's curl does. */
final class Orders implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final String prefix = "page-" + Long.toHexString(System.currentTimeMillis()) + "-";
    private final AtomicLong count = new AtomicLong();
    private final URI url;

    Orders(URI url) {
        this.url = url;
    }

    /** Waits for the answer. */
    HttpResponse<String> send() throws IOException, InterruptedException {
        String order = """
                {"order_id": "%s%d", "customer_name": "John Doe", "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
                 "total_amount": 29.99, "shipping_address": "123 Main St"}""".formatted(prefix, count.incrementAndGet());
        return http.send(HttpRequest.newBuilder(url).timeout(TIMEOUT).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(order)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
