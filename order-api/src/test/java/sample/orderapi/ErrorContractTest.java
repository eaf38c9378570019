package sample.orderapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import sample.contract.Order;
import sample.contract.OrderReceipt;
import sample.contract.http.ErrorContract;
import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;
import tools.jackson.databind.JsonNode;

/** What only order-api can be asked, or where the one right answer is known. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "server.address=127.0.0.1")
@Timeout(120)
class ErrorContractTest implements ErrorContract {

    @MockitoBean
    private DeliveryClient delivery;

    @LocalServerPort
    private int port;

    @Override
    public int port() {
        return port;
    }

    @Override
    public String path() {
        return "/api/orders";
    }

    @Override
    public int requests() {
        return 10_000;
    }

    @BeforeEach
    void deliveryStoresEverything() {
        given(delivery.deliver(any())).willAnswer(call -> {
            Order order = call.getArgument(0);
            return new OrderReceipt(order.orderId(), "processed", "Order processed successfully", order.customerName(),
                    new BigDecimal("29.98"), 1, Instant.EPOCH, null);
        });
        given(delivery.find(any())).willThrow(new ProblemException(ProblemType.UNKNOWN_ORDER));
    }

    @ParameterizedTest
    @MethodSource
    void answersWithAProblem(int status, ProblemType type, String request) throws IOException {
        Answer answer = send(request.getBytes(ISO_8859_1));

        assertThat(answer.status()).isEqualTo(status);
        JsonNode problem = assertIsProblem(answer);
        assertThat(problem.path("type").asString()).isEqualTo(type.uri().toString());
        verify(delivery, never()).deliver(any());
    }

    static Stream<Arguments> answersWithAProblem() {
        return Stream.of(
                argumentSet("Accept: nonsense", 406, ProblemType.NOT_ACCEPTABLE, post(ORDER, "Accept: nonsense")),
                argumentSet("Accept: text/html", 406, ProblemType.NOT_ACCEPTABLE, post(ORDER, "Accept: text/html")),
                argumentSet("Accept: nonsense on GET", 406, ProblemType.NOT_ACCEPTABLE, get("/api/orders/A-1", "Accept: nonsense")),
                argumentSet("a slash in the id", 400, ProblemType.MALFORMED_REQUEST, get("/api/orders/a%2Fb")),
                argumentSet("braces in the path", 400, ProblemType.MALFORMED_REQUEST, get("/api/orders/{id}")),
                argumentSet("half a percent code", 400, ProblemType.MALFORMED_REQUEST, get("/api/orders/%zz")),
                argumentSet("NUL in the path", 400, ProblemType.MALFORMED_REQUEST, get("/api/orders/%00")),
                argumentSet("brackets in the query", 400, ProblemType.MALFORMED_REQUEST, get("/api/orders/A-1?x=[|]")),
                argumentSet("a header of 9 KB", 400, ProblemType.MALFORMED_REQUEST, get("/api/orders/A-1", "X: " + "x".repeat(9000))),
                argumentSet("a bad Host", 400, ProblemType.MALFORMED_REQUEST, "GET /api/orders/A-1 HTTP/1.1\r\nHost: a b\r\n\r\n"),
                argumentSet("no Host", 400, ProblemType.MALFORMED_REQUEST, "GET /api/orders/A-1 HTTP/1.1\r\n\r\n"),
                argumentSet("a bad request line", 400, ProblemType.MALFORMED_REQUEST, "nonsense\r\n\r\n"),
                argumentSet("HTTP/2.0", 505, ProblemType.MALFORMED_REQUEST, "GET /api/orders/A-1 HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n"),
                argumentSet("Expect: bogus", 417, ProblemType.MALFORMED_REQUEST, post(ORDER, "Expect: bogus")),
                argumentSet("a bad Content-Length", 400, ProblemType.MALFORMED_REQUEST,
                        "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: x\r\n\r\n"),
                argumentSet("bad chunks", 400, ProblemType.MALFORMED_REQUEST, "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
                argumentSet("an unknown transfer encoding", 501, ProblemType.MALFORMED_REQUEST, "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                        + "Content-Type: application/json\r\nTransfer-Encoding: bogus\r\n\r\n"),
                argumentSet("half a body", 400, ProblemType.MALFORMED_REQUEST, post(ORDER).substring(0, post(ORDER).length() - 9)),
                argumentSet("the name of another site for this machine", 403, ProblemType.OTHER_SITE, post(ORDER).replace("127.0.0.1", "evil.example")),
                argumentSet("another site that ends like this machine", 403, ProblemType.OTHER_SITE,
                        post(ORDER).replace("127.0.0.1", "127.0.0.1.evil.example")),
                argumentSet("the page of another site", 403, ProblemType.OTHER_SITE, post(ORDER, "Origin: http://evil.example")),
                argumentSet("a page of nowhere", 403, ProblemType.OTHER_SITE, post(ORDER, "Origin: null")),
                argumentSet("the page of another program on this machine", 403, ProblemType.OTHER_SITE, post(ORDER, "Origin: http://127.0.0.1:3001")),
                argumentSet("an unknown path", 404, ProblemType.UNKNOWN_PATH, get("/nothing")),
                argumentSet("the error page itself", 404, ProblemType.UNKNOWN_PATH, get("/error")),
                argumentSet("TRACE", 405, ProblemType.METHOD_NOT_ALLOWED, get("/api/orders/A-1").replace("GET", "TRACE")),
                argumentSet("an unknown method", 405, ProblemType.METHOD_NOT_ALLOWED, get("/api/orders/A-1").replace("GET", "BOGUS")),
                argumentSet("DELETE", 405, ProblemType.METHOD_NOT_ALLOWED, get("/api/orders/A-1").replace("GET", "DELETE")),
                argumentSet("a form", 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, typed("multipart/form-data")),
                argumentSet("any type", 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, typed("*/*")),
                argumentSet("any application type", 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, typed("application/*")),
                argumentSet("nonsense for a type", 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, typed("nonsense")),
                argumentSet("no type", 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, post(ORDER).replace("Content-Type", "X-Type")),
                argumentSet("gzip", 415, ProblemType.UNSUPPORTED_MEDIA_TYPE, post(ORDER, "Content-Encoding: gzip")),
                argumentSet("two objects", 400, ProblemType.UNREADABLE_BODY, post(ORDER + "{}")),
                argumentSet("a number of 5000 digits", 400, ProblemType.UNREADABLE_BODY, post(ORDER.replace("14.99", "1".repeat(5000)))),
                argumentSet("deep nesting", 400, ProblemType.UNREADABLE_BODY, post("{\"x\": " + "[".repeat(10_000))));
    }

    @ParameterizedTest
    @MethodSource
    void namesTheFieldThatHasAnotherType(String field, String right, String wrong) throws IOException {
        assertThat(ORDER).contains(right);
        Answer answer = send(post(ORDER.replace(right, wrong)).getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(assertIsProblem(answer).path("errors").valueStream().map(error -> error.path("field").asString()))
                .containsExactly(field);
    }

    static Stream<Arguments> namesTheFieldThatHasAnotherType() {
        return Stream.of(
                argumentSet("blank text for a number", "total_amount", "29.98", "\" \""),
                argumentSet("empty text for a number", "total_amount", "29.98", "\"\""),
                argumentSet("text for a number", "total_amount", "29.98", "\"29.98\""),
                argumentSet("true for text", "order_id", "\"A-1\"", "true"),
                argumentSet("a number for text", "order_id", "\"A-1\"", "123"),
                argumentSet("a large number for text", "order_id", "\"A-1\"", "1e400"),
                argumentSet("a number for a name", "customer_name", "\"Jane Roe\"", "1.5"),
                argumentSet("text for the items", "items", "[{\"product_id\": \"p-1\", \"quantity\": 2, \"price\": 14.99}]", "\"\""),
                argumentSet("empty text for an item", "items[0]", "{\"product_id\": \"p-1\", \"quantity\": 2, \"price\": 14.99}", "\"\""),
                argumentSet("empty text for a quantity", "items[0].quantity", "\"quantity\": 2", "\"quantity\": \"\""),
                argumentSet("a key twice", "order_id", "\"order_id\": \"A-1\"", "\"order_id\": \"A-1\", \"order_id\": \"A-1\""),
                argumentSet("a key in both spellings", "orderId", "\"order_id\": \"A-1\"", "\"order_id\": \"A-1\", \"orderId\": \"A-2\""),
                argumentSet("a key of an item twice", "items[0].price", "\"price\": 14.99", "\"price\": 14.99, \"price\": 14.99"));
    }

    @ParameterizedTest
    @MethodSource
    void storesTheOrderAndAnswersInUtf8(String accept) throws IOException {
        String order = ORDER.replace("Jane Roe", "Zoë O’Brien");

        Answer answer = send(post(order, accept).getBytes(UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(JSON.readTree(answer.body()).path("customer_name").asString()).isEqualTo("Zoë O’Brien");
    }

    static Stream<Arguments> storesTheOrderAndAnswersInUtf8() {
        return Stream.of("X: no Accept", "Accept: */*", "Accept: application/json;charset=ISO-8859-1", "Accept: application/json;charset=utf-16",
                "Accept: application/json;charset=utf-32;q=0.5", "Accept: application/*", "Accept: text/html, application/json;q=0.1",
                "Content-Encoding: identity", "Expect: 100-continue", "Origin: http://127.0.0.1").map(header -> argumentSet(header, header));
    }

    @Test
    void saysWhatThereIs() throws IOException {
        assertThat(send(get("/api/orders/A-1").replace("GET", "PUT").getBytes(UTF_8)).header("Allow").split(", ?|,"))
                .containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
        Answer preflight = send(get("/api/orders", "Origin: http://127.0.0.1", "Access-Control-Request-Method: POST")
                .replace("GET", "OPTIONS").getBytes(UTF_8));
        assertThat(preflight.head()).doesNotContainIgnoringCase("Access-Control-Allow").doesNotContain("PATCH", "DELETE");
    }

    @Test
    void namesTheOrderAndWhatBecameOfIt() throws IOException {
        willThrow(new ProblemException(ProblemType.DELIVERY_TIMEOUT)).given(delivery).deliver(any());
        willThrow(new ProblemException(ProblemType.DELIVERY_TIMEOUT)).given(delivery).find(any());

        JsonNode given = assertIsProblem(send(post(ORDER).getBytes(UTF_8)));
        JsonNode generated = assertIsProblem(send(post(ORDER.replace("\"order_id\": \"A-1\",", "")).getBytes(UTF_8)));
        JsonNode invalid = assertIsProblem(send(post(ORDER.replace("Jane Roe", "")).getBytes(UTF_8)));
        JsonNode wrongId = assertIsProblem(send(post(ORDER.replace("A-1", "A 1")).getBytes(UTF_8)));
        JsonNode read = assertIsProblem(send(get("/api/orders/A-1").getBytes(UTF_8)));

        assertThat(given.path("order_id").asString()).isEqualTo("A-1");
        assertThat(given.path("detail").asString()).endsWith("the order may be stored: send it again under the same order_id");
        assertThat(generated.path("order_id").asString()).matches("ORD-[0-9A-F-]{36}");
        assertThat(invalid.path("order_id").asString()).isEqualTo("A-1");
        assertThat(invalid.path("detail").asString()).endsWith("this request did not store the order");
        assertThat(wrongId.has("order_id")).isFalse();
        assertThat(read.path("order_id").asString()).isEqualTo("A-1");
        assertThat(read.path("detail").asString()).doesNotContain("stored");
    }

    private static String get(String path, String... headers) {
        return "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n".formatted(path, lines(headers));
    }

    private static String typed(String contentType) {
        return post(ORDER).replace("application/json", contentType);
    }

    private static String post(String body, String... headers) {
        return "POST /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
                .formatted(body.getBytes(UTF_8).length, lines(headers), body);
    }

    private static String lines(String... headers) {
        return Stream.of(headers).filter(header -> !header.isEmpty()).map(header -> header + "\r\n").reduce("", String::concat);
    }
}
