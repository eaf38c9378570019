package sample.orderapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service, which lets two orders in at once, before a delivery-api that takes its time. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"server.address=127.0.0.1", "delivery.max-orders=2"})
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class OverloadGuardTest {

    private static final int MAX_ORDERS = 2;
    private static final AtomicInteger UNDER_WAY = new AtomicInteger();
    private static final CountDownLatch FREE = new CountDownLatch(1);
    private static final HttpServer DELIVERY = slowDelivery();

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void describe(DynamicPropertyRegistry properties) {
        properties.add("delivery.url", () -> "http://127.0.0.1:" + DELIVERY.getAddress().getPort());
        properties.add("delivery.read-timeout", () -> "30s");
    }

    @AfterAll
    static void stop() {
        FREE.countDown();
        DELIVERY.stop(0);
    }

    @Test
    void refusesTheOrderThatIsOneTooMany(CapturedOutput log) throws Exception {
        List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
        for (int i = 0; i < MAX_ORDERS; i++) {
            first.add(http.sendAsync(order(), BodyHandlers.ofString()));
        }
        await().until(() -> UNDER_WAY.get() == MAX_ORDERS);

        HttpResponse<String> refused = http.send(order(), BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        JsonNode problem = json.readTree(refused.body());
        assertThat(problem.path("type").asString()).isEqualTo("urn:java-sample-app:problem:delivery-busy");
        assertThat(problem.path("detail").asString()).endsWith("; this request did not store the order");
        assertThat(log).contains("Order " + problem.path("order_id").asString("?") + " not delivered: delivery-busy");
        assertThat(http.send(HttpRequest.newBuilder(uri("/actuator/prometheus")).build(), BodyHandlers.ofString()).body())
                .contains("orders_refused_total{cause=\"delivery-busy\",status=\"503\"} 1.0");

        FREE.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : first) {
            assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    private HttpRequest order() {
        return HttpRequest.newBuilder(uri("/api/orders")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"customer_name": "Jane Roe", "shipping_address": "1 Elm Street, Springfield",
                         "items": [{"product_id": "p-1", "quantity": 2, "price": 14.99}]}"""))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpServer slowDelivery() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/api/delivery", exchange -> {
                String id = new JsonMapper().readTree(exchange.getRequestBody().readAllBytes()).path("order_id").asString();
                UNDER_WAY.incrementAndGet();
                awaitFree();
                byte[] receipt = """
                        {"order_id": "%s", "status": "processed", "message": "Order processed successfully", "customer_name": "Jane Roe",
                         "total_amount": 29.98, "item_count": 1, "created_at": "2026-01-02T03:04:05Z"}""".formatted(id).getBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, receipt.length);
                exchange.getResponseBody().write(receipt);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitFree() {
        try {
            FREE.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
