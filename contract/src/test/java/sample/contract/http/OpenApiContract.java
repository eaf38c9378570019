package sample.contract.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A running service does what its own OpenAPI document says: it takes the orders that the document calls valid and refuses all others,
 * and each answer has a status and a body that the document has for it. Both services implement this.
 */
public interface OpenApiContract {

    int port();

    /** Where orders are posted. */
    String path();

    /** Every status that the document has to name for a posted order. */
    Set<String> statusesOfAnOrder();

    int orders();

    /** Prints its seed; {@code -Dseed=...} sends the same orders again. */
    @Test
    @Timeout(120)
    default void takesTheOrdersThatTheDocumentCallsValidAndNoOthers() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Document document = Document.of(this);
        Schema request = document.request();
        GeneratedOrders generated = new GeneratedOrders(new Random(seed));
        int taken = 0;
        Set<String> rulesBroken = new HashSet<>();
        for (int i = 0; i < orders(); i++) {
            JsonNode order = generated.next();
            List<Error> errors = request.validate(order);
            boolean valid = errors.isEmpty() && GeneratedOrders.addsUp(order);
            errors.forEach(error -> rulesBroken.add(error.getEvaluationPath().toString().replaceAll("[0-9]+", "n")));
            String sent = Document.JSON.writeValueAsString(order);
            String shown = "seed %d, order %d: %s, %s".formatted(seed, i, sent.length() > 1000 ? sent.substring(0, 1000) : sent, errors);

            HttpResponse<String> answer = document.post(sent, "application/json", "application/json");

            assertThat(answer.statusCode()).as("%s%n%s", shown, answer.body()).isEqualTo(valid ? 200 : 400);
            JsonNode body = document.assertDocumented("post", path(), answer);
            if (valid) {
                taken++;
                assertCameBackAsSent(document, order, body);
            }
        }
        assertThat(taken).isBetween(orders() / 4, orders() * 3 / 4);
        assertThat(rulesBroken).hasSizeGreaterThan(15);
    }

    private void assertCameBackAsSent(Document document, JsonNode order, JsonNode receipt) throws Exception {
        String stored = path() + "/" + receipt.path("order_id").asString();
        JsonNode read = document.assertDocumented("get", path() + "/{order_id}", document.get(stored, "*/*"));
        assertThat(receipt.path("customer_name")).isEqualTo(either(order, "customer_name", "customerName"));
        assertThat(read.path("customer_name")).isEqualTo(either(order, "customer_name", "customerName"));
        assertThat(read.path("shipping_address")).isEqualTo(either(order, "shipping_address", "shippingAddress"));
    }

    private static JsonNode either(JsonNode order, String snake, String camel) {
        return order.has(snake) ? order.get(snake) : order.get(camel);
    }

    @Test
    @Timeout(60)
    default void refusesAsTheDocumentSays() throws Exception {
        Document document = Document.of(this);
        String order = document.json().at("/components/schemas/Order/example").toString();
        String other = order.replace("John", "Jane");
        document.post(order, "application/json", "*/*");

        assertThat(document.assertAnswered(409, "post", path(), document.post(other, "application/json", "*/*"))).isEqualTo("order-conflict");
        assertThat(document.assertAnswered(406, "post", path(), document.post(order, "application/json", "text/html"))).isEqualTo("not-acceptable");
        assertThat(document.assertAnswered(415, "post", path(), document.post(order, "text/plain", "*/*"))).isEqualTo("unsupported-media-type");
        assertThat(document.assertAnswered(413, "post", path(), document.post(order + " ".repeat(65536), "application/json", "*/*")))
                .isEqualTo("body-too-large");
        assertThat(document.assertAnswered(400, "post", path(), document.post(order + order, "application/json", "*/*")))
                .isEqualTo("unreadable-body");
        assertThat(document.assertAnswered(404, "get", path() + "/{order_id}", document.get(path() + "/nothing", "*/*")))
                .isEqualTo("unknown-order");
        assertThat(document.assertAnswered(400, "get", path() + "/{order_id}", document.get(path() + "/a.b", "*/*")))
                .isEqualTo("invalid-request");
        for (String operation : document.json().path("paths").propertyNames()) {
            if (!operation.equals(path()) && !operation.contains("{")) {
                HttpResponse<String> answer = document.get(operation, "*/*");
                assertThat(answer.statusCode()).isEqualTo(200);
                document.assertDocumented("get", operation, answer);
            }
        }
    }

    @Test
    default void theDocumentNamesEachStatusWithAProblemAndAnExample() throws Exception {
        Document document = Document.of(this);

        assertThat(document.responses("post", path()).propertyNames()).containsExactlyInAnyOrderElementsOf(statusesOfAnOrder());
        assertThat(document.json().path("paths").propertyNames()).doesNotContain("/error");
        document.json().path("paths").forEach(path -> path.forEach(operation -> operation.path("responses").forEachEntry((status, response) -> {
            assertThat(response.path("description").asString()).isNotBlank();
            if (!status.startsWith("2")) {
                JsonNode problems = response.path("content").path("application/problem+json");
                assertThat(problems.path("examples").size()).isPositive();
                problems.path("examples").forEach(example -> {
                    assertThat(document.schema(problems.path("schema")).validate(example.path("value"))).isEmpty();
                    assertThat(example.at("/value/status").asString()).isEqualTo(status);
                });
            }
        })));
        assertThat(document.json().findValuesAsString("pattern")).isNotEmpty()
                .allSatisfy(pattern -> assertThat(pattern).startsWith("^").endsWith("$"));
        assertThat(document.request().validate(document.json().at("/components/schemas/Order/example"))).isEmpty();
    }

    /** The document of a running service, and a client that keeps its connection. */
    record Document(JsonNode json, String address, String path, HttpClient http, Map<JsonNode, Schema> schemas) {

        /** Numbers are read as they are written, and what is no ASCII is escaped: half a pair of surrogates has no UTF-8. */
        static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

        private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

        static Document of(OpenApiContract service) throws IOException, InterruptedException {
            String address = "http://127.0.0.1:" + service.port();
            HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v3/api-docs")).build();
            JsonNode json = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
            return new Document(json, address, service.path(), http, new HashMap<>());
        }

        HttpResponse<String> post(String body, String contentType, String accept) throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(URI.create(address + path)).header("Content-Type", contentType)
                    .header("Accept", accept).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        }

        HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(URI.create(address + path)).header("Accept", accept).build(), BodyHandlers.ofString());
        }

        Schema request() {
            return SCHEMAS.getSchema(whole(json.path("paths").path(path).at("/post/requestBody/content/application~1json/schema")));
        }

        JsonNode responses(String method, String operation) {
            return json.path("paths").path(operation).path(method).path("responses");
        }

        /** Returns the answer's body. */
        JsonNode assertDocumented(String method, String operation, HttpResponse<String> answer) {
            String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
            JsonNode content = responses(method, operation).path(String.valueOf(answer.statusCode())).path("content").path(type);
            assertThat(content.has("schema")).as("%s %s: %d %s", method, operation, answer.statusCode(), type).isTrue();
            JsonNode body = JSON.readTree(answer.body());
            assertThat(schema(content.path("schema")).validate(body)).as(answer.body()).isEmpty();
            return body;
        }

        /** Returns the cause of the problem. */
        String assertAnswered(int status, String method, String operation, HttpResponse<String> answer) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            return assertDocumented(method, operation, answer).path("type").asString().replaceAll(".*:", "");
        }

        /** What the services say, they document: no field of an answer is unknown. */
        Schema schema(JsonNode ofAnswer) {
            return schemas.computeIfAbsent(ofAnswer, key -> {
                ObjectNode whole = whole(key);
                whole.at("/components/schemas").forEach(schema -> {
                    if (schema instanceof ObjectNode object && schema.has("properties")) {
                        object.put("additionalProperties", false);
                    }
                });
                return SCHEMAS.getSchema(whole);
            });
        }

        /** The part of the document, with all that it refers to. */
        private ObjectNode whole(JsonNode part) {
            ObjectNode whole = part.deepCopy().asObject();
            whole.set("components", json.path("components").deepCopy());
            return whole;
        }
    }

    /** Orders of which about half are valid, most others wrong in one place. */
    final class GeneratedOrders {

        private static final String[] LETTERS = {"a", "Z", "é", "e\u0301", "東", "ス", "ß", "ع", "\uD800\uDF30", "\u3164", "\u1160"};
        private static final String[] PRINTABLE = {" ", "’", "&", "・", ".", "-", "3", "٣", "½", "🏠", "<", "\\", "\"", "\u00A0", "\u200B", "\u00AD",
                "\uFFFD", "\u200D", "\u0301"};
        private static final String[] REFUSED = {"\n", "\r\n", "\t", "\0", "\u0085", "\u2028", "\u202E", "\u2066", "\uD800", "\uDC00", "\uE000",
                "\uFFFF", "\u0378", "\u007F", "\u001B"};
        private static final String[] OTHER_JSON = {"null", "true", "7", "1.5", "1e400", "[]", "{}", "\"\"", "\" \"", "\"7\"", "[null]", "[7]"};
        private static final String[] MONEY = {"0.01", "14.99", "1", "2.5", "1e1", "99999999.99", "0", "-1", "0.001", "100000000", "1e400", "1e-400"};
        private static final String[] IDS = {"health", "ready", "config", "", " ", "a b", "a/b", "é", "x\n", "\n", "x".repeat(51)};
        private static final Set<String> TWO_SPELLINGS = Set.of("order_id", "customer_name", "total_amount", "shipping_address", "product_id");

        private final Random random;
        private int made;

        GeneratedOrders(Random random) {
            this.random = random;
        }

        /** The rules that a schema cannot say, for an order that keeps the others. */
        static boolean addsUp(JsonNode order) {
            BigDecimal sum = BigDecimal.ZERO;
            for (JsonNode item : order.path("items")) {
                sum = sum.add(item.path("price").decimalValue().multiply(item.path("quantity").decimalValue()));
            }
            JsonNode total = either(order, "total_amount", "totalAmount");
            return sum.compareTo(new BigDecimal("99999999.99")) <= 0
                    && (total == null || total.isNull() || total.decimalValue().compareTo(sum) == 0);
        }

        JsonNode next() {
            ObjectNode order = Document.JSON.createObjectNode();
            order.put("order_id", "G-" + Long.toHexString(random.nextLong()) + "-" + made++);
            order.put("customer_name", text(1, 200));
            order.put("shipping_address", text(5, 500));
            ArrayNode items = order.putArray("items");
            for (int i = chance(20) ? pick(1, 50) : pick(1, 2, 3); i > 0; i--) {
                items.add(item());
            }
            if (chance(2) && addsUp(order)) {
                order.set("total_amount", number(sum(items).toString()));
            }
            if (chance(2)) {
                spoil(order, items);
            }
            return chance(50) ? json(pick(OTHER_JSON)) : respelled(order);
        }

        private ObjectNode item() {
            ObjectNode item = Document.JSON.createObjectNode();
            item.put("product_id", "p".repeat(pick(1, 2, 99, 100)));
            item.put("quantity", pick(1, 2, 1000));
            item.set("price", number(chance(20) ? pick(MONEY) : pick("0.01", "14.99", "1", "2.5", "1e1")));
            return item;
        }

        private void spoil(ObjectNode order, ArrayNode items) {
            ObjectNode item = items.get(random.nextInt(items.size())).asObject();
            switch (random.nextInt(14)) {
                case 0 -> order.put("order_id", pick(IDS));
                case 1 -> order.put("customer_name", pick("", " ", "3", "x".repeat(201), "🏠".repeat(200), "\u3164\u00A0", "x" + pick(REFUSED)));
                case 2 -> order.put("shipping_address", pick("", "1234", " ".repeat(12), "\u00A0".repeat(12), "\u200B".repeat(12), "\u00AD".repeat(12),
                        "\uFFFD".repeat(10), "\u3164".repeat(10), "x".repeat(501), "東".repeat(501), "12345" + pick(REFUSED)));
                case 3 -> order.set(pick("order_id", "customer_name", "shipping_address", "items", "total_amount"), json(pick(OTHER_JSON)));
                case 4 -> item.set(pick("product_id", "price"), json(pick(OTHER_JSON)));
                case 5 -> order.remove(pick("order_id", "customer_name", "shipping_address", "items", "total_amount"));
                case 6 -> item.remove(pick("product_id", "quantity", "price"));
                case 7 -> item.put("product_id", pick("", "p 1", "p.1", "é", "p".repeat(101), "p\n"));
                case 8 -> item.set("quantity", json(pick("0", "-1", "1001", "1.5", "3000000000", "\"2\"", "true", "null", "[]", "{}", "\"\"")));
                case 9 -> item.set("price", number(pick(MONEY)));
                case 10 -> order.set("total_amount", number(pick(MONEY)));
                case 11 -> items.removeAll();
                case 12 -> {
                    while (items.size() < 51) {
                        items.add(item());
                    }
                }
                default -> order.set(pick("x", "Order_Id", "customer"), json(pick(OTHER_JSON)));
            }
        }

        /** Fields in camelCase, some of them in both spellings. */
        private JsonNode respelled(ObjectNode order) {
            if (chance(3)) {
                respell(order);
                order.path("items").forEach(item -> {
                    if (item instanceof ObjectNode object) {
                        respell(object);
                    }
                });
            }
            return order;
        }

        private void respell(ObjectNode object) {
            for (String name : Set.copyOf(object.propertyNames())) {
                if (TWO_SPELLINGS.contains(name) && chance(2)) {
                    int gap = name.indexOf('_');
                    String camelCase = name.substring(0, gap) + Character.toUpperCase(name.charAt(gap + 1)) + name.substring(gap + 2);
                    object.set(camelCase, chance(20) ? object.get(name) : object.remove(name));
                }
            }
        }

        /** Text that is valid, or nearly: the letters that cannot be seen are among the letters. */
        private String text(int min, int max) {
            int length = chance(8) ? pick(min, max) : min + random.nextInt(20);
            StringBuilder text = new StringBuilder(pick(LETTERS));
            while (text.codePointCount(0, text.length()) < length) {
                text.append(chance(3) ? pick(PRINTABLE) : pick(LETTERS));
            }
            return text.codePointCount(0, text.length()) > max ? "x".repeat(max) : text.toString();
        }

        private static BigDecimal sum(ArrayNode items) {
            return items.valueStream().map(item -> item.get("price").decimalValue().multiply(item.get("quantity").decimalValue()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }

        private static JsonNode number(String value) {
            return Document.JSON.getNodeFactory().numberNode(new BigDecimal(value));
        }

        private static JsonNode json(String value) {
            return Document.JSON.readTree(value);
        }

        private int pick(int... of) {
            return of[random.nextInt(of.length)];
        }

        private String pick(String... of) {
            return of[random.nextInt(of.length)];
        }
    }
}
