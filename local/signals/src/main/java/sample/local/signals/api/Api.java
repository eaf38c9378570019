package sample.local.signals.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sample.local.signals.controls.ControlException;
import sample.local.signals.controls.Controls;
import sample.local.signals.embedded.EmbeddedMetrics;
import sample.local.signals.otlp.Body;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page and scripts ask for, all below {@code /api}: {@code GET /api/state}, {@code GET /api/charts}, {@code
 * GET /api/events}, {@code POST /api/log-lines}, and
 * the page's switches. Errors are JSON with a {@code message}.
 */
public final class Api implements HttpHandler {

    private static final int MAX_BODY_BYTES = 256 * 1024;
    private static final List<Integer> PERIODS = List.of(1, 2, 5, 10, 30, 60, 300);
    /** A drill's report has its scripts in it. They may not call anything, neither here nor elsewhere. */
    private static final String REPORT_POLICY = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts";
    private static final int MAX_POINTS = 1000;
    private static final int MAX_SECONDS_BY_SECOND = 900;
    private static final int MAX_SECONDS = 3 * 3600;

    private final State state;
    private final Events events;
    private final EmbeddedMetrics embedded;
    private final Optional<Controls> controls;
    private final Body body = new Body(MAX_BODY_BYTES, 4L * MAX_BODY_BYTES);

    /** @param controls what the switches act on; without them a switch is not there */
    public Api(State state, Events events, EmbeddedMetrics embedded, Optional<Controls> controls) {
        this.state = state;
        this.events = events;
        this.embedded = embedded;
        this.controls = controls;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                serve(exchange);
            } catch (Body.Refused e) {
                answer(exchange, e.status(), Map.of("message", e.getMessage()));
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException, Body.Refused {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        switch (call) {
            case "GET /api/state" -> answer(exchange, 200, state.all());
            case "GET /api/charts" -> {
                Map<String, String> query = query(exchange);
                int seconds = number(query, "seconds", 900, MAX_SECONDS);
                int period = number(query, "period", 5, 300);
                check(seconds, period);
                answer(exchange, 200, state.charts(Duration.ofSeconds(seconds), Duration.ofSeconds(period)));
            }
            case "GET /api/events" -> events.stream(exchange);
            case "POST /api/log-lines" -> {
                requireJson(exchange);
                answer(exchange, 200, Map.of("metrics", body.read(exchange, bytes ->
                        new String(bytes, StandardCharsets.UTF_8).lines().mapToInt(embedded::read).sum())));
            }
            case "GET /api/drill/report" -> report(exchange);
            case "POST /api/order", "POST /api/faults", "POST /api/restore", "POST /api/load", "POST /api/drill", "PUT /api/drill" ->
                    turn(exchange, call);
            default -> throw new Body.Refused(404, "There is no " + call + " here");
        }
    }

    /** A switch. It answers with the state of all, an order with what became of it. */
    private void turn(HttpExchange exchange, String call) throws IOException, Body.Refused {
        requireJson(exchange);
        Controls switches = controls.orElseThrow(() -> new Body.Refused(404, "There are no switches here"));
        try {
            JsonNode asked = body.read(exchange, Api::object);
            switch (call) {
                case "POST /api/order" -> {
                    answer(exchange, 200, switches.order());
                    return;
                }
                case "POST /api/faults" -> switches.fault(asked);
                case "POST /api/load" -> switches.load(asked);
                case "POST /api/drill" -> switches.drill(asked);
                case "PUT /api/drill" -> switches.drillTells(asked);
                default -> switches.restore();
            }
            answer(exchange, 200, switches.state());
        } catch (ControlException e) {
            throw new Body.Refused(e.status(), e.getMessage());
        }
    }

    private void report(HttpExchange exchange) throws IOException, Body.Refused {
        Path file = controls.flatMap(Controls::drillReport).orElseThrow(() -> new Body.Refused(404, "There is no report of a drill"));
        exchange.getResponseHeaders().set("Content-Security-Policy", REPORT_POLICY);
        send(exchange, 200, "text/html; charset=utf-8", Files.readAllBytes(file));
    }

    private static JsonNode object(byte[] bytes) {
        try {
            JsonNode read = JsonMapper.shared().readTree(bytes);
            if (read.isObject()) {
                return read;
            }
        } catch (JacksonException e) {
            // as if it were no object
        }
        throw new ControlException(400, "The body has to be one JSON object");
    }

    /** No page of another site can send this type without being asked first, and it is not answered then. */
    static void requireJson(HttpExchange exchange) throws Body.Refused {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Body.Refused(415, "The body has to be application/json");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String pair : Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("").split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        return query;
    }

    private static int number(Map<String, String> query, String name, int standard, int most) throws Body.Refused {
        String value = query.getOrDefault(name, String.valueOf(standard));
        if (!value.matches("[1-9]\\d{0,4}") || Integer.parseInt(value) > most) {
            throw new Body.Refused(400, name + " is a number of seconds, 1 to " + most);
        }
        return Integer.parseInt(value);
    }

    private static void check(int seconds, int period) throws Body.Refused {
        if (!PERIODS.contains(period) || seconds / period > MAX_POINTS || seconds > MAX_SECONDS_BY_SECOND
                && period < 60) {
            throw new Body.Refused(400, "period is one of " + PERIODS + " s; there are at most " + MAX_POINTS
                    + " points; over "
                    + MAX_SECONDS_BY_SECOND + " s only minutes are kept");
        }
    }

    private static void answer(HttpExchange exchange, int status, Object answer) throws IOException {
        send(exchange, status, "application/json", JsonMapper.shared().writeValueAsBytes(answer));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
