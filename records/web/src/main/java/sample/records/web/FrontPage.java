package sample.records.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * Stores a record each time somebody looks, and says what became of it: a page for a browser, one line for the rest. Whoever
 * comes by a link from another site gets the page with its button, and nothing is stored before it is pressed.
 */
@RestController
class FrontPage {

    private static final MediaType PLAIN = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final Backend backend;
    private final OwnRequests ownRequests;
    private final String page = read("page.html");

    FrontPage(Backend backend, OwnRequests ownRequests) {
        this.backend = backend;
        this.ownRequests = ownRequests;
    }

    @GetMapping("/")
    ResponseEntity<String> index(@RequestHeader HttpHeaders headers) {
        if (!ownRequests.include(headers)) {
            return answer(headers, HttpStatus.FORBIDDEN, "Nothing was saved: the request came from another site's page");
        }
        try {
            return answer(headers, HttpStatus.OK, "Backend Response: " + backend.saveRecord());
        } catch (BackendException e) {
            return answer(headers, HttpStatus.INTERNAL_SERVER_ERROR, "Error contacting backend: " + e.getMessage());
        }
    }

    /** The process works. It does not ask the backend: a platform would restart the front end for a fault behind it. */
    @GetMapping("/health")
    ResponseEntity<String> health() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body("{\"status\":\"UP\"}");
    }

    private ResponseEntity<String> answer(HttpHeaders headers, HttpStatus status, String text) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header("X-Content-Type-Options", "nosniff").cacheControl(CacheControl.noStore());
        return isBrowser(headers)
                ? answer.contentType(HTML).body(page.replace("{{outcome}}", status.is2xxSuccessful() ? "saved" : "failed")
                        .replace("{{text}}", HtmlUtils.htmlEscape(text, "UTF-8")))
                : answer.contentType(PLAIN).body(text);
    }

    /** A browser names text/html; curl takes anything. */
    private static boolean isBrowser(HttpHeaders headers) {
        return headers.getOrEmpty(HttpHeaders.ACCEPT).stream().anyMatch(accept -> accept.contains(MediaType.TEXT_HTML_VALUE));
    }

    private static String read(String resource) {
        try {
            return new ClassPathResource(resource, FrontPage.class).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
