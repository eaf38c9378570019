package sample.drill.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Signals, the laptop's CloudWatch, with its page. A drill runs without it too, and then knows of no alarm. */
final class Signals implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final URI url;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

    Signals(URI url) {
        this.url = url;
    }

    /** Everything that its page shows; empty when it does not answer. */
    Optional<JsonNode> state() {
        return send(HttpRequest.newBuilder(url.resolve("/api/state")))
                .filter(answer -> answer.statusCode() == 200)
                .flatMap(answer -> {
                    try {
                        return Optional.of(json.readTree(answer.body())).filter(state -> state.path("alarms").isArray());
                    } catch (IOException e) {
                        return Optional.empty();
                    }
                });
    }

    /** Shows on the page how far the drill is. */
    void tell(Map<String, Object> progress) throws IOException {
        send(HttpRequest.newBuilder(url.resolve("/api/drill")).header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(progress))));
    }

    private Optional<HttpResponse<String>> send(HttpRequest.Builder request) {
        try {
            return Optional.of(client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
