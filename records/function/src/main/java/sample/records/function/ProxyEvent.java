package sample.records.function;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What the function needs of the event that a REST API hands over (proxy integration, version 1.0).
 *
 * @param requestId the gateway's; absent when somebody calls the function directly, as the console's test does
 * @param body empty when there is none
 */
record ProxyEvent(Optional<String> requestId, String body) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Walks over the event's own fields and those of its {@code requestContext}, and skips everything else. */
    static ProxyEvent read(InputStream input) {
        String requestId = null;
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
                switch (field) {
                    case "body" -> body = json.getValueAsString();
                    case "isBase64Encoded" -> base64 = json.getValueAsBoolean();
                    case "requestContext" -> path = isObject ? "requestContext." : "";
                    case "requestContext.requestId" -> requestId = json.getValueAsString();
                    default -> json.skipChildren();
                }
            }
        }
        return new ProxyEvent(Optional.ofNullable(requestId), text(body, base64));
    }

    private static String text(String body, boolean base64) {
        if (body == null) {
            return "";
        }
        return base64 ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8) : body;
    }
}
