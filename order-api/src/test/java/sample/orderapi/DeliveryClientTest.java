package sample.orderapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.client.RestClient;
import sample.contract.Order;
import sample.contract.OrderItem;
import sample.contract.OrderReceipt;
import sample.contract.StoredOrder;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/** The client with its real connections, against a delivery-api that each test makes answer, or fail, as it needs. */
@OrderApiTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class DeliveryClientTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final String[] CUSTOMER = {"Jane", "Roe", "Elm", "Springfield"};
    private static final Order ORDER = new Order("A-1", "Jane Roe",
            List.of(new OrderItem("p-1", 2, new BigDecimal("14.99"))), new BigDecimal("29.98"),
            "1 Elm Street, Springfield");
    private static final String RECEIPT = """
            {"order_id": "A-1", "status": "processed", "message": "Order processed successfully",
             "customer_name": "Jane Roe", "total_amount": 29.98, "item_count": 1,
             "created_at": "2026-01-02T03:04:05.678Z", "trace_id": "0af7651916cd43dd8448eb211c80319c"}""";
    private static final String STORED = """
            {"order_id": "A-1", "status": "processed", "customer_name": "Jane Roe",
             "items": [{"product_id": "p-1", "quantity": 2, "price": 14.99}], "item_count": 1,
             "total_amount": 29.98, "shipping_address": "1 Elm Street, Springfield",
             "created_at": "2026-01-02T03:04:05.678Z"}""";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private final Set<InetSocketAddress> used = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final CountDownLatch testOver = new CountDownLatch(1);

    @Autowired
    private RestClient.Builder builder;

    private HttpServer server;
    private CloseableHttpClient http;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() throws IOException {
        testOver.countDown();
        http.close();
        server.stop(0);
        threads.close();
    }

    @Test
    void sendsTheOrderAndReturnsItsReceipt() throws Exception {
        serverAnswers(with(200, RECEIPT));

        OrderReceipt receipt = client().deliver(ORDER);

        assertThat(receipt).isEqualTo(new OrderReceipt("A-1", "processed", "Order processed successfully", "Jane Roe",
                new BigDecimal("29.98"), 1, Instant.parse("2026-01-02T03:04:05.678Z"),
                "0af7651916cd43dd8448eb211c80319c"));
        assertThat(requests).containsExactly("POST /api/delivery application/json");
        JSONAssert.assertEquals("""
                {"order_id": "A-1", "customer_name": "Jane Roe", "total_amount": 29.98,
                 "items": [{"product_id": "p-1", "quantity": 2, "price": 14.99}],
                 "shipping_address": "1 Elm Street, Springfield"}""", bodies.getFirst(), true);
    }

    @Test
    void takesAUrlThatEndsInASlash() {
        serverAnswers(with(200, RECEIPT));

        client(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), 200, PATIENT, PATIENT).deliver(ORDER);

        assertThat(requests).containsExactly("POST /api/delivery application/json");
    }

    @Test
    void findsAStoredOrder() {
        serverAnswers(with(200, STORED));

        assertThat(client().find("A-1")).isEqualTo(new StoredOrder("A-1", "processed", "Jane Roe", ORDER.items(), 1,
                new BigDecimal("29.98"), "1 Elm Street, Springfield", Instant.parse("2026-01-02T03:04:05.678Z"), null));
        assertThat(requests).containsExactly("GET /api/delivery/A-1 null");
    }

    @Test
    void sendsOneOrderAfterTheOtherOverOneConnection() {
        serverAnswers(with(200, RECEIPT));
        DeliveryClient client = client();

        for (int i = 0; i < 20; i++) {
            client.deliver(ORDER);
        }

        assertThat(requests).hasSize(20);
        assertThat(connections).hasSize(1);
    }

    @Test
    void keepsTheConnectionOfARefusedOrder() {
        serverAnswers(with(409, problem(ProblemType.ORDER_CONFLICT)));
        DeliveryClient client = client();

        for (int i = 0; i < 3; i++) {
            assertThat(failureOf(() -> client.deliver(ORDER)).type()).isEqualTo(ProblemType.ORDER_CONFLICT);
        }

        assertThat(connections).hasSize(1);
    }

    @Test
    void neverOpensMoreConnectionsThanAllowed() throws Exception {
        CyclicBarrier bothBusy = new CyclicBarrier(2);
        AtomicInteger underWay = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        serverAnswers(exchange -> {
            seen.add(underWay.incrementAndGet());
            meet(bothBusy);
            underWay.decrementAndGet();
            with(200, RECEIPT).handle(exchange);
        });
        DeliveryClient client = client(2, PATIENT, PATIENT);

        List<Future<OrderReceipt>> receipts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            receipts.add(threads.submit(() -> client.deliver(ORDER)));
        }

        for (Future<OrderReceipt> receipt : receipts) {
            assertThat(receipt.get(30, TimeUnit.SECONDS).orderId()).isEqualTo("A-1");
        }
        assertThat(seen).hasSize(20).allMatch(count -> count <= 2);
        assertThat(connections).hasSize(2);
    }

    @Test
    void refusesAnOrderThatFindsNoFreeConnectionInTime() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        serverAnswers(exchange -> {
            waitFor(free);
            with(200, RECEIPT).handle(exchange);
        });
        DeliveryClient client = client(1, PATIENT, Duration.ofMillis(100));
        Future<OrderReceipt> first = threads.submit(() -> client.deliver(ORDER));
        await().until(() -> requests.size() == 1);

        ProblemException failure = failureOf(() -> client.deliver(ORDER));

        assertThat(failure.type()).isEqualTo(ProblemType.DELIVERY_BUSY);
        free.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS).orderId()).isEqualTo("A-1");
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_ORDER", "ORDER_CONFLICT", "CARRIER_FAILED", "POOL_EXHAUSTED", "DATABASE_FAILED", "COMMIT_FAILED"})
    void passesOnTheCauseThatDeliveryNames(ProblemType cause, CapturedOutput log) {
        serverAnswers(with(cause.status().value(), problem(cause)));
        DeliveryClient client = client();

        for (ProblemException failure : List.of(
                failureOf(() -> client.deliver(ORDER)), failureOf(() -> client.find("A-1")))) {
            assertThat(failure.type()).isEqualTo(cause);
            assertThat(failure.getBody().getDetail()).isEqualTo(cause.sentence());
        }
        assertThat(requests).hasSize(2);
        assertThat(log).doesNotContain(CUSTOMER);
        if (cause != ProblemType.UNKNOWN_ORDER) {
            assertThat(log).contains("Order A-1 not delivered: " + cause.cause());
        }
    }

    @Test
    void saysThatDeliveryIsBusyWhenItSaysSo() {
        serverAnswers(with(503, problem(ProblemType.SERVICE_BUSY)));

        assertThat(failureOf(() -> client().deliver(ORDER)).type()).isEqualTo(ProblemType.DELIVERY_BUSY);
    }

    @ParameterizedTest
    @MethodSource
    void takesAnyOtherRefusalForAWrongAnswer(int status, String body, CapturedOutput log) {
        serverAnswers(with(status, body));

        ProblemException failure = failureOf(() -> client().deliver(ORDER));

        assertThat(failure.type()).isEqualTo(ProblemType.DELIVERY_ANSWERED_WRONGLY);
        assertThat(failure.getBody().getDetail()).doesNotContain("SELECT").doesNotContain(CUSTOMER);
        assertThat(log).doesNotContain(CUSTOMER);
    }

    static Stream<Arguments> takesAnyOtherRefusalForAWrongAnswer() {
        return Stream.of(
                argumentSet("a problem of no type", 503, "{\"detail\": \"Jane Roe, SELECT 1\"}"),
                argumentSet("an order that order-api had checked", 400, problem(ProblemType.INVALID_REQUEST)),
                argumentSet("a cause of order-api's own", 504, problem(ProblemType.DELIVERY_TIMEOUT)),
                argumentSet("a cause with another status", 500, problem(ProblemType.POOL_EXHAUSTED)),
                argumentSet("an unknown cause", 503, problem(ProblemType.POOL_EXHAUSTED).replace("pool", "pond")),
                argumentSet("a type that is no URI", 503, problem(ProblemType.POOL_EXHAUSTED).replace("urn:", "\\u0000 ")),
                argumentSet("a web page", 503, "<p>Jane Roe</p>"),
                argumentSet("an empty body", 503, ""),
                argumentSet("a list", 404, "[]"),
                argumentSet("an unexpected failure", 500, problem(ProblemType.INTERNAL_ERROR)));
    }

    @ParameterizedTest
    @MethodSource
    void saysThatDeliveryAnsweredWrongly(HttpHandler answer, CapturedOutput log) {
        serverAnswers(answer);

        ProblemException failure = failureOf(() -> client().deliver(ORDER));

        assertThat(failure.type()).isEqualTo(ProblemType.DELIVERY_ANSWERED_WRONGLY);
        assertThat(requests).as("an answer had begun: the order must not be sent twice").hasSize(1);
        assertThat(log).contains("Order A-1").doesNotContain(CUSTOMER);
    }

    static Stream<Arguments> saysThatDeliveryAnsweredWrongly() {
        return Stream.of(
                argumentSet("not JSON", with(200, "Jane Roe, 1 Elm Street")),
                argumentSet("half of the JSON", with(200, RECEIPT.substring(0, RECEIPT.length() / 2))),
                argumentSet("a field of another type", with(200, RECEIPT.replace("29.98", "\"Jane Roe\""))),
                argumentSet("a web page", withType("text/html", "<p>Jane Roe</p>")),
                argumentSet("no body", with(200, "")),
                argumentSet("null", with(200, "null")),
                argumentSet("a list", with(200, "[" + RECEIPT + "]")),
                argumentSet("an empty receipt", with(200, "{}")),
                argumentSet("half a receipt", with(200, "{\"order_id\": \"A-1\", \"item_count\": 1}")),
                argumentSet("another order's receipt", with(200, RECEIPT.replace("A-1", "A-2"))),
                argumentSet("a redirect", (HttpHandler) exchange -> {
                    exchange.getResponseHeaders().set("Location", "/api/delivery");
                    with(302, "").handle(exchange);
                }),
                argumentSet("breaks off in the middle of its answer", (HttpHandler) exchange -> {
                    startAnswer(exchange);
                    exchange.close();
                }));
    }

    @Test
    void saysThatDeliveryAnsweredWronglyForAnotherOrderThanAsked() {
        serverAnswers(with(200, STORED));

        assertThat(failureOf(() -> client().find("A-2")).getStatusCode().value()).isEqualTo(502);
    }

    @ParameterizedTest
    @MethodSource
    void givesUpOnASilentDelivery(HttpHandler start, CapturedOutput log) {
        serverAnswers(exchange -> {
            start.handle(exchange);
            waitFor(testOver);
            exchange.close();
        });
        Duration readTimeout = Duration.ofMillis(300);
        long asked = System.nanoTime();

        ProblemException failure = failureOf(() -> client(1, readTimeout, PATIENT).deliver(ORDER));

        assertThat(failure.type()).isEqualTo(ProblemType.DELIVERY_TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(readTimeout, Duration.ofSeconds(5));
        assertThat(requests).as("an order must not be sent twice").hasSize(1);
        assertThat(log).contains("Order A-1").doesNotContain(CUSTOMER);
    }

    static Stream<Arguments> givesUpOnASilentDelivery() {
        return Stream.of(
                argumentSet("before it answers", (HttpHandler) exchange -> { }),
                argumentSet("in the middle of its answer", (HttpHandler) DeliveryClientTest::startAnswer));
    }

    @Test
    void saysThatDeliveryCannotBeReached(CapturedOutput log) throws IOException {
        DeliveryClient client = client(unusedAddress(), 1, PATIENT, PATIENT);

        ProblemException failure = failureOf(() -> client.deliver(ORDER));

        assertThat(failure.type()).isEqualTo(ProblemType.DELIVERY_UNREACHABLE);
        assertThat(failure.getBody().getDetail()).doesNotContain("127.0.0.1");
        assertThat(log).contains("Order A-1 not delivered", "Connection refused").doesNotContain(CUSTOMER);
    }

    /** Each connection breaks off at its second request, as those do that lead to a server that has stopped. */
    @Test
    void sendsAnOrderOnceMoreOverANewConnectionWhenTheKeptOneBreaksOff() {
        serverAnswers(exchange -> {
            if (!used.add(exchange.getRemoteAddress())) {
                exchange.close();
            } else {
                with(200, RECEIPT).handle(exchange);
            }
        });
        DeliveryClient client = client();

        for (int i = 0; i < 10; i++) {
            assertThat(client.deliver(ORDER).orderId()).isEqualTo("A-1");
        }

        assertThat(connections).hasSize(10);
        assertThat(requests).hasSize(19);
    }

    @Test
    void givesUpOnADeliveryThatBreaksOffTwice(CapturedOutput log) {
        serverAnswers(HttpExchange::close);

        assertThat(failureOf(() -> client().deliver(ORDER)).type()).isEqualTo(ProblemType.DELIVERY_BROKE_OFF);
        assertThat(requests).hasSize(2);
        assertThat(log).contains("Order A-1 not delivered: delivery-broke-off").doesNotContain(CUSTOMER);
    }

    @Test
    void takesNoOtherKeptConnectionForTheSecondTry() throws Exception {
        CyclicBarrier allBusy = new CyclicBarrier(5);
        serverAnswers(exchange -> {
            if (!used.add(exchange.getRemoteAddress())) {
                exchange.close();
                return;
            }
            if (used.size() <= 5) {
                meet(allBusy);
            }
            with(200, RECEIPT).handle(exchange);
        });
        DeliveryClient client = client();
        List<Future<OrderReceipt>> first = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            first.add(threads.submit(() -> client.deliver(ORDER)));
        }
        for (Future<OrderReceipt> receipt : first) {
            receipt.get(30, TimeUnit.SECONDS);
        }

        assertThat(client.deliver(ORDER).orderId()).isEqualTo("A-1");
        assertThat(requests).hasSize(5 + 2);
        assertThat(connections).hasSize(6);
    }

    /** The first try may have stored the order, which pool-exhausted denies. */
    @Test
    void namesTheBrokenConnectionWhenTheSecondTryIsRefused() {
        serverAnswers(exchange -> {
            if (requests.size() == 1) {
                exchange.close();
            } else {
                with(503, problem(ProblemType.POOL_EXHAUSTED)).handle(exchange);
            }
        });

        assertThat(failureOf(() -> client().deliver(ORDER)).type()).isEqualTo(ProblemType.DELIVERY_BROKE_OFF);
        assertThat(requests).hasSize(2);
    }

    @Test
    void namesTheBrokenConnectionWhenNothingListensAtTheSecondTry() throws Exception {
        ServerSocket dying = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        DeliveryClient client = client(URI.create("http://127.0.0.1:" + dying.getLocalPort()), 1, PATIENT, PATIENT);
        Future<ProblemException> failure = threads.submit(() -> failureOf(() -> client.deliver(ORDER)));
        Socket connection = dying.accept();
        connection.getInputStream().read();
        dying.close();
        connection.close();

        assertThat(failure.get(30, TimeUnit.SECONDS).type()).isEqualTo(ProblemType.DELIVERY_BROKE_OFF);
    }

    @Test
    void givesBothTriesTheTimeOfOne() {
        serverAnswers(exchange -> {
            if (requests.size() == 1) {
                await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            } else {
                waitFor(testOver);
            }
            exchange.close();
        });
        long asked = System.nanoTime();

        ProblemException failure = failureOf(() -> client(1, Duration.ofSeconds(3), PATIENT).deliver(ORDER));

        assertThat(failure.type()).isEqualTo(ProblemType.DELIVERY_BROKE_OFF);
        assertThat(requests).hasSize(2);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(4500));
    }

    private static String problem(ProblemType type) {
        return "{\"type\": \"%s\", \"status\": %d, \"detail\": \"Jane Roe, SELECT 1\", \"x\": 1}"
                .formatted(type.uri(), type.status().value());
    }

    private DeliveryClient client() {
        return client(200, PATIENT, PATIENT);
    }

    private DeliveryClient client(int maxConnections, Duration readTimeout, Duration connectionWait) {
        return client(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), maxConnections, readTimeout,
                connectionWait);
    }

    private DeliveryClient client(URI url, int maxConnections, Duration readTimeout, Duration connectionWait) {
        DeliveryProperties properties =
                new DeliveryProperties(url, PATIENT, readTimeout, maxConnections, connectionWait, 400);
        DeliveryHttpClient configuration = new DeliveryHttpClient();
        http = configuration.httpClient(properties);
        return new DeliveryClient(configuration.deliveryRestClient(builder, http, properties));
    }

    private static ProblemException failureOf(Runnable call) {
        return catchThrowableOfType(ProblemException.class, call::run);
    }

    private static URI unusedAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private void serverAnswers(HttpHandler answer) {
        server.createContext("/api/delivery", exchange -> {
            connections.add(exchange.getRemoteAddress());
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add("%s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Content-Type")));
            answer.handle(exchange);
        });
    }

    private static HttpHandler with(int status, String body) {
        return exchange -> answer(exchange, status, "application/json", body);
    }

    private static HttpHandler withType(String contentType, String body) {
        return exchange -> answer(exchange, 200, contentType, body);
    }

    private static void answer(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The first half of an answer, sent. */
    private static void startAnswer(HttpExchange exchange) throws IOException {
        byte[] bytes = RECEIPT.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(PATIENT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
