package sample.records.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Has the API store a record, and turns each way in which that can fail into one {@link BackendException}. */
@Component
class Backend {

    private static final Logger log = LoggerFactory.getLogger(Backend.class);

    /** Its answers are one line. More is not the API's. */
    private static final int MAX_BYTES = 64 * 1024;

    /** The order matters: a connection that timed out while opening is a time-out, too. */
    private static final Map<Class<?>, String> FAILURES = new LinkedHashMap<>();

    static {
        FAILURES.put(HttpConnectTimeoutException.class, "it could not be reached in time");
        FAILURES.put(HttpTimeoutException.class, "it timed out");
        FAILURES.put(UnresolvedAddressException.class, "its name is unknown");
        FAILURES.put(ConnectException.class, "it refused the connection");
        FAILURES.put(AnswerTooLongException.class, "its answer was too long");
    }

    private final RestClient http;
    private final String apiUrl;
    private final Duration timeout;

    Backend(RestClient.Builder builder, BackendProperties backend) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(backend.connectTimeout())
                // A POST that is redirected comes again as something else.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
        // Of the whole exchange. A limit on silence alone would let an answer trickle in for ever.
        requests.setReadTimeout(backend.timeout());
        http = builder.requestFactory(requests).build();
        apiUrl = backend.apiUrl().replaceFirst("/+$", "");
        timeout = backend.timeout();
    }

    /** Returns what the API answers. */
    String saveRecord() throws BackendException {
        URI uri = uri();
        long begin = System.nanoTime();
        try {
            return http.post().uri(uri).contentType(MediaType.APPLICATION_JSON).body(Map.of("user", "sre-student"))
                    .exchange((request, response) -> new Answer(response.getStatusCode().value(), read(response)))
                    .text();
        } catch (RestClientException e) {
            log.warn("No record was saved", e);
            throw new BackendException(inWords(e, Duration.ofNanos(System.nanoTime() - begin)), e);
        }
    }

    private record Answer(int status, String body) {

        /** An answer that is no success is a failure, too; printed as the backend's word, it would pass for one. */
        String text() throws BackendException {
            if (status / 100 != 2) {
                log.warn("No record was saved: the backend answered {}: {}", status, body);
                throw new BackendException("it answered " + status, null);
            }
            return body;
        }
    }

    private static String read(ClientHttpResponse response) throws IOException {
        InputStream body = response.getBody();
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new AnswerTooLongException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private URI uri() throws BackendException {
        if (apiUrl.isBlank()) {
            throw new BackendException("BACKEND_API_URL is not set", null);
        }
        try {
            URI uri = URI.create(apiUrl + "/record");
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            log.warn("BACKEND_API_URL: {}", e.getMessage());
        }
        throw new BackendException("BACKEND_API_URL is not an address that begins with http:// or https://", null);
    }

    private String inWords(RestClientException e, Duration took) {
        List<Throwable> causes = Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause).toList();
        return FAILURES.entrySet().stream().filter(failure -> causes.stream().anyMatch(failure.getKey()::isInstance))
                .map(Map.Entry::getValue).findFirst()
                // Out of time in the middle of an answer, the client closes it, which looks like the other side's doing.
                .orElse(took.compareTo(timeout) >= 0 ? "it timed out" : "it broke off or did not speak HTTP");
    }

    private static final class AnswerTooLongException extends IOException {
    }
}
