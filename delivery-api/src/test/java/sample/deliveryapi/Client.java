package sample.deliveryapi;

import static org.awaitility.Awaitility.await;
import static sample.deliveryapi.Orders.newId;
import static sample.deliveryapi.Orders.order;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the running service as order-api does, and takes every answer for an answer. */
public final class Client {

    private final RestClient http;

    Client(int port, JsonMapper json) {
        this.http = RestClient.builder().baseUrl("http://127.0.0.1:" + port)
                .configureMessageConverters(with -> with.registerDefaults().withJsonConverter(new JacksonJsonHttpMessageConverter(json)))
                .defaultStatusHandler(status -> true, (request, response) -> { })
                .build();
    }

    /** Posts a new order. */
    public ResponseEntity<JsonNode> post() {
        return http.post().uri("/api/delivery").contentType(MediaType.APPLICATION_JSON).body(order(newId())).retrieve()
                .toEntity(JsonNode.class);
    }

    public int postForStatus() {
        return post().getStatusCode().value();
    }

    public JsonNode get(String path) {
        return http.get().uri("/api/delivery" + path).retrieve().body(JsonNode.class);
    }

    public JsonNode config() {
        return get("/config");
    }

    /** Waits until {@code /config} shows {@code value} for {@code field} of the pool. */
    public void awaitPool(String field, int value) {
        await().until(() -> config().path("pool").path(field).asInt() == value);
    }

    /** Waits until the number of this name is in force. */
    public void awaitNumber(String name, int value) {
        await().until(() -> number(name).path("value").asInt() == value);
    }

    public JsonNode number(String name) {
        return config().path("parameters").valueStream()
                .filter(number -> number.path("name").asString().equals(name)).findFirst().orElseThrow();
    }

    /** The value of one metric, by its name and tags as Prometheus writes them. */
    public double metric(String name) {
        return metrics().lines().filter(line -> line.startsWith(name + " ")).mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst().orElseThrow(() -> new AssertionError("no metric " + name));
    }

    public String metrics() {
        return http.get().uri("/actuator/prometheus").retrieve().body(String.class);
    }
}
