package sample.drill.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sample.drill.findings.Pool;

/** What the drill asks the two services, by HTTP alone. */
final class Services implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String START_TIME = "process_start_time_seconds ";

    private final Map<String, URI> urls;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT).build();

    Services(URI orderApi, URI deliveryApi) {
        this.urls = Map.of("orders", orderApi, "delivery", deliveryApi);
    }

    Pool pool() throws IOException {
        long at = System.currentTimeMillis();
        return Pool.of(at, json.readTree(get("delivery", "/api/delivery/config").body()));
    }

    /** Whether any fault is switched on that has a parameter of its own. */
    boolean isFaulty() throws IOException {
        for (JsonNode parameter : json.readTree(get("delivery", "/api/delivery/config").body()).path("parameters")) {
            if (parameter.path("name").asText().contains("/fault/") && parameter.path("value").asInt() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Asks both services for health and readiness and returns those that are not green, with the answer. */
    List<String> redProbes() {
        List<String> red = new ArrayList<>();
        for (String api : urls.keySet()) {
            for (String probe : List.of("health", "ready")) {
                String path = "/api/" + api + "/" + probe;
                try {
                    int status = get(api, path).statusCode();
                    if (status != 200) {
                        red.add(path + " answered " + status);
                    }
                } catch (IOException e) {
                    red.add(path + " did not answer");
                }
            }
        }
        return red;
    }

    /** When each service's process began: differs after a restart. */
    Map<String, Double> startTimes() throws IOException {
        return Map.of("order-api", startTime("orders"), "delivery-api", startTime("delivery"));
    }

    private double startTime(String api) throws IOException {
        return get(api, "/actuator/prometheus").body().lines().filter(line -> line.startsWith(START_TIME)).findFirst()
                .map(line -> Double.parseDouble(line.substring(START_TIME.length())))
                .orElseThrow(() -> new IOException("no " + START_TIME.strip() + " in the metrics of /api/" + api));
    }

    /** The status with which order-api answers the question for an order: 200 when it is stored, 404 when not. */
    int find(String orderId) throws IOException {
        return get("orders", "/api/orders/" + orderId).statusCode();
    }

    private HttpResponse<String> get(String api, String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(urls.get(api).resolve(path)).timeout(TIMEOUT).build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted"));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
