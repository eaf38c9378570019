package sample.local.signals.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sample.local.signals.SignalsServer;

/** The page as a browser gets it. */
class PageTest {

    private static final Path FILES = Path.of("src/main/resources/sample/local/signals/page");
    private static final Pattern IMPORT = Pattern.compile("(?:from|import) \"\\./([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([a-z-]+\\.[a-z]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private SignalsServer server;

    @BeforeEach
    void start() throws IOException {
        server = SignalsServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @ParameterizedTest
    @CsvSource({"/, text/html", "/index.html, text/html", "/main.js, text/javascript", "/signals.css, text/css", "/colors.css, text/css",
            "/line-chart.css, text/css", "/icon.svg, image/svg+xml",
            "/uplot.js, text/javascript", "/uplot.css, text/css"})
    void isServedWithItsTypeAndAStrictPolicy(String path, String type) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'").doesNotContain("unsafe");
    }

    @Test
    void everythingThatItAsksForIsThere() throws Exception {
        assertThat(names(LINK, get("/").body())).contains("main.js", "signals.css").allSatisfy(name ->
                assertThat(get("/" + name).statusCode()).as(name).isEqualTo(200));
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".js")).toList()) {
                assertThat(names(IMPORT, Files.readString(file))).allSatisfy(name ->
                        assertThat(get("/" + name).statusCode()).as("%s, for %s", name, file).isEqualTo(200));
            }
        }
    }

    /** What a service says of itself is shown as text. */
    @Test
    void noTextBecomesHtml() throws Exception {
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".js")).toList()) {
                assertThat(Files.readString(file)).as(file.toString())
                        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing.js", "/..%2fMain.class", "/Page.class", "/main.js/", "//etc/passwd", "/index.html%00.js"})
    void whatIsNotThereIsNotServed(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(answer.body()).doesNotContain("<");
    }

    @Test
    void aFileThatHasNotChangedIsNotSentAgain() throws Exception {
        String tag = get("/main.js").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> again = client.send(HttpRequest.newBuilder(URI.create(server.page() + "/main.js"))
                .header("If-None-Match", tag).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void withoutSwitchesThereAreNone() throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(server.page() + "/api/restore"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(get("/api/state").body()).contains("\"controls\":null");
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(server.page() + path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
