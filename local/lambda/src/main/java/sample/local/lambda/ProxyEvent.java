package sample.local.lambda;

import com.sun.net.httpserver.HttpExchange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The event of a REST API with proxy integration (payload version 1.0), with all of the fields that AWS documents. */
final class ProxyEvent {

    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private ProxyEvent() {
    }

    static byte[] of(HttpExchange exchange, String body) {
        Map<String, List<String>> headers = exchange.getRequestHeaders();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("resource", "/record");
        event.put("path", "/record");
        event.put("httpMethod", exchange.getRequestMethod());
        event.put("headers", headers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, header -> header.getValue().getLast())));
        event.put("multiValueHeaders", headers);
        event.put("queryStringParameters", null);
        event.put("multiValueQueryStringParameters", null);
        event.put("pathParameters", null);
        event.put("stageVariables", null);
        event.put("requestContext", requestContext(exchange));
        event.put("body", body.isEmpty() ? null : body);
        event.put("isBase64Encoded", false);
        return Json.bytes(event);
    }

    private static Map<String, Object> requestContext(HttpExchange exchange) {
        Instant now = Instant.now();
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("resourceId", "record");
        context.put("resourcePath", "/record");
        context.put("httpMethod", exchange.getRequestMethod());
        context.put("path", exchange.getRequestURI().getPath());
        context.put("accountId", "000000000000");
        context.put("apiId", "local");
        context.put("stage", Gateway.STAGE);
        context.put("domainName", "127.0.0.1");
        context.put("protocol", exchange.getProtocol());
        context.put("requestId", UUID.randomUUID().toString());
        context.put("requestTime", REQUEST_TIME.format(now));
        context.put("requestTimeEpoch", now.toEpochMilli());
        context.put("identity", Map.of("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress(),
                "userAgent", Optional.ofNullable(exchange.getRequestHeaders().getFirst("User-Agent")).orElse("")));
        return context;
    }
}
