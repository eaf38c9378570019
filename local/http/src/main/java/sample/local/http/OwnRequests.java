package sample.local.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses with 403 what a page of another site made the user's browser send. Such a page can reach 127.0.0.1, and it can
 * have its own name resolve to 127.0.0.1. It cannot forge {@code Host}, {@code Origin} and {@code Sec-Fetch-Site}, which
 * the browser writes. The {@code aws} command, the SDKs and curl send {@code Host} alone.
 */
final class OwnRequests extends Filter {

    private static final String THIS_MACHINE = "127\\.0\\.0\\.1|localhost|\\[::1]";

    private final Pattern ownHosts;

    OwnRequests() {
        this(THIS_MACHINE, "");
    }

    /** @param name by which others of the same container network may call this program, too */
    OwnRequests(String name) {
        this(THIS_MACHINE, "|" + Pattern.quote(name));
    }

    private OwnRequests(String hosts, String more) {
        ownHosts = Pattern.compile("(" + hosts + more + ")(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);
    }

    @Override
    public String description() {
        return "refuses the requests of other sites' pages";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Optional<String> foreign = foreign(exchange.getRequestMethod(), exchange.getRequestHeaders());
        if (foreign.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        try (exchange) {
            // Both spellings of AWS's errors, so that the aws command prints the message.
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("x-amzn-ErrorType", "ForbiddenException");
            byte[] body = "{\"__type\":\"ForbiddenException\",\"message\":\"%s\"}".formatted(foreign.get()).getBytes(US_ASCII);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(403, -1);
            } else {
                exchange.sendResponseHeaders(403, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Why the request is refused. What is sent twice has no meaning that can be trusted. */
    private Optional<String> foreign(String method, Headers headers) {
        List<String> host = all(headers, "Host");
        List<String> origin = all(headers, "Origin");
        List<String> site = all(headers, "Sec-Fetch-Site");
        if (host.size() != 1 || !ownHosts.matcher(host.getFirst()).matches()) {
            return Optional.of("The header Host does not name this machine: call 127.0.0.1 or localhost");
        }
        if (!origin.isEmpty() && !(origin.size() == 1 && origin.getFirst().equalsIgnoreCase("http://" + host.getFirst()))) {
            return Optional.of("The header Origin names another site");
        }
        boolean ownSite = site.isEmpty() || site.equals(List.of("same-origin")) || site.equals(List.of("none"));
        if (!ownSite && !followsLink(method, headers)) {
            return Optional.of("The header Sec-Fetch-Site says that the page of another site asks");
        }
        return Optional.empty();
    }

    /** A link on another page leads here. The user sees the answer, that page does not. */
    private static boolean followsLink(String method, Headers headers) {
        return method.equals("GET") && all(headers, "Sec-Fetch-Mode").equals(List.of("navigate"))
                && all(headers, "Sec-Fetch-Dest").equals(List.of("document"));
    }

    private static List<String> all(Headers headers, String name) {
        return headers.getOrDefault(name, List.of());
    }
}
