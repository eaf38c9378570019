package sample.records.function;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Who the record is about, as the caller's JSON says. */
final class User {

    private static final int MAX_BYTES = 8 * 1024;
    private static final int MAX_CHARACTERS = 128;
    private static final JsonFactory JSON = new JsonFactory();

    private User() {
    }

    /** Returns the {@code user} of a body such as <code>{"user": "sre-student"}</code>; other fields may stand beside it. */
    static String in(String body) {
        if (body.isBlank()) {
            throw new InvalidRequestException("The body is missing: send {\"user\": \"...\"}");
        }
        if (body.length() > MAX_BYTES || body.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new InvalidRequestException("The body is larger than " + MAX_BYTES + " bytes");
        }
        return checked(parse(body));
    }

    private static String parse(String body) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidRequestException("The body is not a JSON object");
            }
            String user = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING && field.equals("user")) {
                    user = json.getString();
                } else if (field.equals("user")) {
                    throw new InvalidRequestException("user is not a string");
                }
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new InvalidRequestException("The body goes on after its JSON object");
            }
            return user;
        } catch (JacksonException e) {
            throw new InvalidRequestException("The body is not valid JSON");
        }
    }

    private static String checked(String user) {
        if (user == null) {
            throw new InvalidRequestException("user is missing");
        }
        if (user.isBlank()) {
            throw new InvalidRequestException("user is empty");
        }
        if (user.length() > MAX_CHARACTERS) {
            throw new InvalidRequestException("user is longer than " + MAX_CHARACTERS + " characters");
        }
        return user;
    }
}
