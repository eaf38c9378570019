package sample.orderapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.io.UnsupportedEncodingException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.resilience.InvocationRejectedException;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import sample.contract.Order;
import sample.contract.OrderItem;
import sample.contract.OrderReceipt;
import sample.contract.StoredOrder;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;
import tools.jackson.databind.json.JsonMapper;

@OrderApiTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class OrderControllerTest {

    private static final int MAX_BYTES = 64 * 1024;
    private static final String[] CUSTOMER = {"Jane", "Roe", "Elm Street", "Springfield"};
    private static final String ORDER = """
            {"order_id": "A-1", "customer_name": "Jane Roe", "total_amount": 29.98,
             "items": [{"product_id": "p-1", "quantity": 2, "price": 14.99}],
             "shipping_address": "1 Elm Street, Springfield"}""";
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final OrderReceipt RECEIPT = new OrderReceipt("A-1", "processed", "Order processed successfully",
            "Jane Roe", new BigDecimal("29.98"), 1, CREATED, "0af7651916cd43dd8448eb211c80319c");
    private static final StoredOrder STORED = new StoredOrder("A-1", "processed", "Jane Roe",
            List.of(new OrderItem("p-1", 2, new BigDecimal("14.99"))), 1, new BigDecimal("29.98"),
            "1 Elm Street, Springfield", CREATED, null);

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private DeliveryClient delivery;

    @Autowired
    private MeterRegistry meters;

    @Test
    void answersAnOrderWithItsReceipt() {
        given(delivery.deliver(any())).willReturn(RECEIPT);

        assertThat(send(order(ORDER))).hasStatus(200).hasContentType(MediaType.APPLICATION_JSON)
                .bodyJson().isStrictlyEqualTo("""
                        {"order_id": "A-1", "status": "processed", "message": "Order processed successfully",
                         "customer_name": "Jane Roe", "total_amount": 29.98, "item_count": 1,
                         "created_at": "2026-01-02T03:04:05.678Z", "trace_id": "0af7651916cd43dd8448eb211c80319c"}""");
    }

    @Test
    void handsOnTheOrderCompleted() {
        given(delivery.deliver(any())).willReturn(RECEIPT);

        assertThat(send(order("""
                {"customer_name": "Jane Roe", "items": [{"product_id": "p-1", "quantity": 2, "price": 14.9}],
                 "shipping_address": "1 Elm Street, Springfield"}"""))).hasStatus(200);

        Order delivered = delivered();
        assertThat(delivered.orderId()).matches("ORD-[0-9A-F-]{36}");
        assertThat(delivered).isEqualTo(new Order(delivered.orderId(), "Jane Roe",
                List.of(new OrderItem("p-1", 2, new BigDecimal("14.90"))), new BigDecimal("29.80"),
                "1 Elm Street, Springfield"));
    }

    @Test
    void takesCamelCaseForTheSameOrder() {
        given(delivery.deliver(any())).willReturn(RECEIPT);

        assertThat(send(order("""
                {"orderId": "A-1", "customerName": "Jane Roe", "totalAmount": 29.98,
                 "items": [{"productId": "p-1", "quantity": 2, "price": 14.99}],
                 "shippingAddress": "1 Elm Street, Springfield"}"""))).hasStatus(200);

        assertThat(delivered()).isEqualTo(new Order("A-1", "Jane Roe", STORED.items(), new BigDecimal("29.98"),
                "1 Elm Street, Springfield"));
    }

    @Test
    void findsAStoredOrder() {
        given(delivery.find("A-1")).willReturn(STORED);

        assertThat(send(get("/api/orders/A-1"))).hasStatus(200).hasContentType(MediaType.APPLICATION_JSON)
                .bodyJson().isStrictlyEqualTo("""
                        {"order_id": "A-1", "status": "processed", "customer_name": "Jane Roe",
                         "items": [{"product_id": "p-1", "quantity": 2, "price": 14.99}], "item_count": 1,
                         "total_amount": 29.98, "shipping_address": "1 Elm Street, Springfield",
                         "created_at": "2026-01-02T03:04:05.678Z"}""");
    }

    @ParameterizedTest
    @MethodSource({"ordersRefusedHere", "ordersRefusedByDelivery"})
    void answersARefusedOrderWithAProblemAndCountsIt(int status, MockHttpServletRequestBuilder request,
            Exception failure, CapturedOutput log) {
        deliveryFails(failure);
        double all = refused();
        double processed = processed();

        MvcTestResult answer = send(request);

        assertIsProblem(answer, status);
        assertThat(log).doesNotContain(CUSTOMER);
        assertThat(refused()).isEqualTo(all + 1);
        assertThat(processed()).isEqualTo(processed);
        double ofThisCause = refused("status", String.valueOf(status), "cause", cause(answer));
        send(request);
        assertThat(refused("status", String.valueOf(status), "cause", cause(answer))).isEqualTo(ofThisCause + 1);
    }

    @ParameterizedTest
    @MethodSource("ordersRefusedHere")
    void refusesAnOrderBeforeDeliveryHearsOfIt(int status, MockHttpServletRequestBuilder request) {
        assertThat(send(request)).hasStatus(status);

        then(delivery).shouldHaveNoInteractions();
    }

    static Stream<Arguments> ordersRefusedHere() {
        return Stream.of(
                argumentSet("400 malformed", 400, order(ORDER + "}"), null),
                argumentSet("400 invalid", 400, order(ORDER.replace("Elm Street", "Elm Street\\t")), null),
                argumentSet("400 another total", 400, order(ORDER.replace("29.98", "29.99")), null),
                argumentSet("406", 406, order(ORDER).accept(MediaType.TEXT_HTML), null),
                argumentSet("413", 413, order(ORDER + " ".repeat(MAX_BYTES)), null),
                argumentSet("415", 415, order(ORDER).contentType(MediaType.TEXT_PLAIN), null));
    }

    static Stream<Arguments> ordersRefusedByDelivery() {
        return Stream.of(
                argumentSet("409", 409, order(ORDER), new ProblemException(ProblemType.ORDER_CONFLICT)),
                argumentSet("500", 500, order(ORDER), new IllegalStateException("unexpected")),
                argumentSet("502", 502, order(ORDER), new ProblemException(ProblemType.DELIVERY_ANSWERED_WRONGLY)),
                argumentSet("503 pool exhausted", 503, order(ORDER), new ProblemException(ProblemType.POOL_EXHAUSTED)),
                argumentSet("503 unreachable", 503, order(ORDER), new ProblemException(ProblemType.DELIVERY_UNREACHABLE)),
                argumentSet("503 too many at once", 503, order(ORDER), new InvocationRejectedException("full", null)),
                argumentSet("504", 504, order(ORDER), new ProblemException(ProblemType.DELIVERY_TIMEOUT)));
    }

    @ParameterizedTest
    @MethodSource
    void answersEveryOtherRefusalWithAProblem(int status, MockHttpServletRequestBuilder request, Exception failure,
            CapturedOutput log) {
        deliveryFails(failure);

        assertIsProblem(send(request), status);
        assertThat(log).doesNotContain(CUSTOMER);
    }

    static Stream<Arguments> answersEveryOtherRefusalWithAProblem() {
        return Stream.of(
                argumentSet("400", 400, get("/api/orders/{id}", "a b"), null),
                argumentSet("404 unknown order", 404, get("/api/orders/A-1"), new ProblemException(ProblemType.UNKNOWN_ORDER)),
                argumentSet("404 unknown path", 404, get("/api/nothing"), null),
                argumentSet("404 below an order", 404, get("/api/orders/A-1/items"), null),
                argumentSet("405 all orders", 405, get("/api/orders"), null),
                argumentSet("405 replace an order", 405, put("/api/orders/A-1").content(ORDER), null),
                argumentSet("405 delete an order", 405, delete("/api/orders/A-1"), null),
                argumentSet("406", 406, get("/api/orders/A-1").accept(MediaType.TEXT_HTML), null),
                argumentSet("500", 500, get("/api/orders/A-1"), new IllegalStateException("unexpected")),
                argumentSet("502", 502, get("/api/orders/A-1"), new ProblemException(ProblemType.DELIVERY_ANSWERED_WRONGLY)),
                argumentSet("503", 503, get("/api/orders/A-1"), new ProblemException(ProblemType.POOL_EXHAUSTED)),
                argumentSet("504", 504, get("/api/orders/A-1"), new ProblemException(ProblemType.DELIVERY_TIMEOUT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "[]", "7", "\"Jane Roe\"", "{", "Jane Roe", "{\"customer_name\": Jane}",
            "{} {}"})
    @MethodSource("hostileBodies")
    void saysThatABodyIsNotAnObject(String body) {
        assertThat(send(order(body))).hasStatus(400).bodyJson().doesNotHavePath("$.errors")
                .extractingPath("$.detail").asString().startsWith("The body ").doesNotContain(CUSTOMER);
    }

    static Stream<Arguments> hostileBodies() {
        return Stream.of(
                argumentSet("nested deep", "{\"x\": " + "[".repeat(10_000)),
                argumentSet("a number of many digits", ORDER.replace("14.99", "1".repeat(10_000))));
    }

    @Test
    void saysWhereABodyStopsBeingJson() {
        assertThat(send(order("{\n  oops}"))).hasStatus(400).bodyJson()
                .extractingPath("$.detail").isEqualTo("The body is not JSON: see line 2, column 3; this request did not store the order");
    }

    @ParameterizedTest
    @MethodSource
    void namesEveryFieldToMendAsTheJsonSpellsIt(String body, List<String> fields) {
        assertThat(send(order(body))).hasStatus(400).bodyJson()
                .extractingPath("$.errors[*].field").asArray().containsExactlyElementsOf(fields);
    }

    static Stream<Arguments> namesEveryFieldToMendAsTheJsonSpellsIt() {
        return Stream.of(
                argumentSet("nothing", "{}", List.of("customer_name", "items", "shipping_address")),
                argumentSet("no items", ORDER.replaceAll("\\[.*]", "[]"), List.of("items")),
                argumentSet("null for an item", ORDER.replaceAll("\\[.*]", "[null]"), List.of("items[0]")),
                argumentSet("an empty item", ORDER.replaceAll("\\[.*]", "[{}]"),
                        List.of("items[0].price", "items[0].product_id", "items[0].quantity")),
                argumentSet("the second item",
                        ORDER.replace("[", "[{\"product_id\": \"p\", \"quantity\": 1, \"price\": 1}, ")
                                .replace("14.99", "0"),
                        List.of("items[1].price")),
                argumentSet("quantity 0", ORDER.replace(": 2,", ": 0,"), List.of("items[0].quantity")),
                argumentSet("a reserved id", ORDER.replace("A-1", "health"), List.of("order_id")),
                argumentSet("camelCase", ORDER.replace("product_id", "productId").replace("p-1", ""),
                        List.of("items[0].product_id")),
                argumentSet("a total of three decimals", ORDER.replace("29.98", "29.980"), List.of("total_amount")),
                argumentSet("another total", ORDER.replace("29.98", "29.99"), List.of("total_amount")),
                argumentSet("a sum too large", ORDER.replace("14.99", "99999999.99"), List.of("items")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quantity": 2         | quantity": 1.5           | items[0].quantity | must be a whole number
            quantity": 2         | quantity": "2"           | items[0].quantity | must be a whole number
            quantity": 2         | quantity": 3000000000    | items[0].quantity | is out of range
            quantity": 2         | quantity": true          | items[0].quantity | must be a whole number
            quantity": 2         | quantity": 1001          | items[0].quantity | must be at most 1000
            price": 14.99        | price": "free"           | items[0].price    | must be a number
            price": 14.99        | price": "14.99"          | items[0].price    | must be a number
            price": 14.99        | price": 1e400000000      | items[0].price    | must be at most 99999999.99
            price": 14.99        | price": 1e2147483647     | items[0].price    | must be at most 99999999.99
            price": 14.99        | price": 1e9999999999     | items[0].price    | is out of range
            price": 14.99        | price": 1e-9999999999    | items[0].price    | is out of range
            total_amount": 29.98 | total_amount": 1e99      | total_amount      | must be at most 99999999.99
            "Jane Roe"           | {}                       | customer_name     | must be text
            order_id": "A-1"     | order_id": ["A-1"]       | order_id          | must be text
            "items": [           | "items": [7,             | items[0]          | must be an object
            "items": [           | "items": {}, "x": [      | items             | must be a list
            """)
    void saysWhatAFieldMustBe(String right, String wrong, String field, String message) {
        assertThat(ORDER).contains(right);

        assertThat(send(order(ORDER.replace(right, wrong)))).hasStatus(400).bodyJson()
                .extractingPath("$.errors").asArray()
                .containsExactly(Map.of("field", field, "message", message));
    }

    @Test
    void namesTheOrderIdOfThePathWhenItIsWrong() {
        assertThat(send(get("/api/orders/{id}", "a b"))).hasStatus(400).bodyJson()
                .extractingPath("$.errors[*].field").asArray().containsExactly("order_id");
        then(delivery).shouldHaveNoInteractions();
    }

    @Test
    void saysWhichMethodsThereAre() {
        assertThat(send(delete("/api/orders"))).hasStatus(405).hasHeader(HttpHeaders.ALLOW, "POST,OPTIONS");
    }

    @Test
    void takesABodyOfExactlyTheLimit() {
        given(delivery.deliver(any())).willReturn(RECEIPT);
        String padding = " ".repeat(MAX_BYTES - ORDER.getBytes(StandardCharsets.UTF_8).length);

        assertThat(send(order(ORDER + padding))).hasStatus(200);
        assertThat(send(order(ORDER + padding + " "))).hasStatus(413).bodyJson()
                .extractingPath("$.detail").isEqualTo("The body is over 65536 bytes; this request did not store the order");
    }

    @Test
    void countsTheLimitInBytesNotInCharacters() {
        String order = ORDER.replace("Elm Street", "é".repeat(MAX_BYTES / 2));
        assertThat(order.length()).isLessThan(MAX_BYTES);

        assertThat(send(order(order))).hasStatus(413);
    }

    @Test
    void asksToTryAgainWhenDeliveryIsNotThere() {
        given(delivery.deliver(any())).willThrow(new ProblemException(ProblemType.POOL_EXHAUSTED));
        given(delivery.find("A-1")).willThrow(new ProblemException(ProblemType.DELIVERY_UNREACHABLE));

        assertThat(send(order(ORDER))).hasStatus(503).hasHeader(HttpHeaders.RETRY_AFTER, "1");
        assertThat(send(get("/api/orders/A-1"))).hasStatus(503).hasHeader(HttpHeaders.RETRY_AFTER, "1");
    }

    @Test
    void keepsTheCauseOfAFailureInTheLog(CapturedOutput log) {
        String cause = "SELECT * FROM orders at mysql.internal:3306";
        given(delivery.deliver(any())).willThrow(new IllegalStateException(cause));

        assertThat(send(order(ORDER))).hasStatus(500).bodyText()
                .doesNotContain("SELECT", "orders at", "mysql", "3306", "IllegalState", "sample.");
        assertThat(log).contains("Unexpected failure", cause);
    }

    @Test
    void logsAProcessedOrderWithoutItsCustomer(CapturedOutput log) {
        given(delivery.deliver(any())).willReturn(RECEIPT);

        assertThat(send(order(ORDER))).hasStatus(200);

        assertThat(log).contains("Order A-1 processed: 1 items, 29.98").doesNotContain(CUSTOMER);
    }

    @Test
    void countsAProcessedOrderAndItsValue() {
        given(delivery.deliver(any())).willReturn(RECEIPT);
        double processed = processed();
        double value = meters.get("orders.value").summary().totalAmount();
        double refused = refused();

        assertThat(send(order(ORDER))).hasStatus(200);

        assertThat(processed()).isEqualTo(processed + 1);
        assertThat(meters.get("orders.value").summary().totalAmount() - value).isCloseTo(29.98, within(0.001));
        assertThat(refused()).isEqualTo(refused);
    }

    @Test
    void countsOnlyOrdersAsRefused() {
        given(delivery.find("A-1")).willThrow(new ProblemException(ProblemType.UNKNOWN_ORDER));
        double refused = refused();

        assertThat(send(get("/api/orders/A-1"))).hasStatus(404);
        assertThat(send(get("/api/orders"))).hasStatus(405);
        assertThat(send(post("/api/orders/A-1").content(ORDER))).hasStatus(405);

        assertThat(refused()).isEqualTo(refused);
    }

    @Test
    void namesTheTraceInEveryProblem() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        SpanContext context = SpanContext.create(trace, "b7ad6b7169203331", TraceFlags.getSampled(),
                TraceState.getDefault());

        Scope scope = Span.wrap(context).makeCurrent();
        try {
            assertThat(send(order("{}"))).hasStatus(400).bodyJson().extractingPath("$.trace_id").isEqualTo(trace);
            assertThat(send(get("/nothing"))).hasStatus(404).bodyJson().extractingPath("$.trace_id").isEqualTo(trace);
        } finally {
            scope.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders/health", "/api/orders/ready"})
    void answersItsProbesWithoutDelivery(String probe) {
        assertThat(send(get(probe))).hasStatus(200).hasContentType(MediaType.APPLICATION_JSON)
                .bodyJson().isStrictlyEqualTo("{\"status\": \"UP\"}");
        then(delivery).shouldHaveNoInteractions();
    }

    @Test
    void isHealthyButNotReadyWhileItStops(@Autowired ApplicationContext context) {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        try {
            assertThat(send(get("/api/orders/ready"))).hasStatus(503);
            assertThat(send(get("/api/orders/health"))).hasStatus(200);
        } finally {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }

    @Test
    void documentsTheFieldsInBothSpellings() {
        assertThat(send(get("/v3/api-docs"))).hasStatus(200).bodyJson()
                .extractingPath("$.components.schemas.Order.properties").asMap()
                .containsOnlyKeys("order_id", "customer_name", "items", "total_amount", "shipping_address",
                        "orderId", "customerName", "totalAmount", "shippingAddress");
    }

    private static MockHttpServletRequestBuilder order(String body) {
        return post("/api/orders").contentType(MediaType.APPLICATION_JSON).content(body);
    }

    private MvcTestResult send(MockHttpServletRequestBuilder request) {
        return mvc.perform(request);
    }

    private void deliveryFails(Exception failure) {
        if (failure != null) {
            given(delivery.deliver(any())).willThrow(failure);
            given(delivery.find(any())).willThrow(failure);
        }
    }

    private Order delivered() {
        ArgumentCaptor<Order> order = ArgumentCaptor.captor();
        then(delivery).should().deliver(order.capture());
        return order.getValue();
    }

    private double processed() {
        return meters.get("orders.processed").counter().count();
    }

    private double refused(String... tags) {
        return meters.find("orders.refused").tags(tags).counters().stream().mapToDouble(Counter::count).sum();
    }

    /** The last part of the problem's type. */
    private String cause(MvcTestResult answer) {
        assertThat(answer).bodyJson().extractingPath("$.type").asString().startsWith("urn:java-sample-app:problem:");
        try {
            return JsonMapper.shared().readTree(answer.getResponse().getContentAsString()).path("type").asString().replaceAll(".*:", "");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertIsProblem(MvcTestResult answer, int status) {
        assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson().hasPathSatisfying("$.status", value -> value.assertThat().isEqualTo(status))
                .hasPathSatisfying("$.title", value -> value.assertThat().asString().isNotBlank())
                .hasPathSatisfying("$.detail", value -> value.assertThat().asString().isNotBlank());
        assertThat(answer).bodyText().doesNotContain(CUSTOMER);
    }
}
