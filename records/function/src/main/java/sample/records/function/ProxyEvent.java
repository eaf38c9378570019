package sample.records.function;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the function needs of the event that a REST API hands over (proxy integration, version 1.0).
 *
 * @param requestId the gateway's; absent when somebody calls the function directly, as the console's test does
 * @param traceId the one to look for in the traces; absent when the call has none
 * @param body empty when there is none
 */
record ProxyEvent(Optional<String> requestId, Optional<String> traceId, String body) {

    /** What the gateway adds with X-Ray's tracing, and what OpenTelemetry's agents send. */
    private static final Pattern XRAY = Pattern.compile("(?:^|;)Root=([0-9a-f-]{10,40})");
    private static final Pattern W3C = Pattern.compile("^[0-9a-f]{2}-([0-9a-f]{32})-");

    private static final JsonFactory JSON = new JsonFactory();

    /** Walks over the event's own fields and those of its {@code headers} and {@code requestContext}, and skips everything else. */
    static ProxyEvent read(InputStream input) {
        String requestId = null;
        String xray = "";
        String w3c = "";
        String body = null;
        boolean base64 = false;
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), input)) {
            String path = "";
            json.nextToken();
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.END_OBJECT) {
                    path = "";
                    continue;
                }
                String field = path + json.currentName();
                boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
                switch (field.toLowerCase(Locale.ROOT)) {
                    case "body" -> body = json.getValueAsString();
                    case "isbase64encoded" -> base64 = json.getValueAsBoolean();
                    case "headers", "requestcontext" -> path = isObject ? field + "." : "";
                    case "headers.x-amzn-trace-id" -> xray = json.getValueAsString("");
                    case "headers.traceparent" -> w3c = json.getValueAsString("");
                    case "requestcontext.requestid" -> requestId = json.getValueAsString();
                    default -> json.skipChildren();
                }
            }
        }
        Optional<String> traceId = Stream.of(XRAY.matcher(xray), W3C.matcher(w3c)).filter(Matcher::find).map(found -> found.group(1)).findFirst();
        return new ProxyEvent(Optional.ofNullable(requestId), traceId, text(body, base64));
    }

    private static String text(String body, boolean base64) {
        if (body == null) {
            return "";
        }
        return base64 ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8) : body;
    }
}
