package sample.contract.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import sample.contract.InvalidOrderException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the body of a request, which {@link Admission} has let in: not compressed, one JSON object, and no key twice in an object.
 * {@code order_id} and {@code orderId} are one key.
 */
@RestControllerAdvice
class JsonBody extends RequestBodyAdviceAdapter {

    private static final int MAX_PATH_SHOWN = 200;
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])[A-Z]");
    private static final JsonFactory JSON = new JsonFactory();

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(HttpInputMessage input, MethodParameter parameter, Type type,
            Class<? extends HttpMessageConverter<?>> converter) throws IOException {
        if (!List.of("identity").containsAll(input.getHeaders().getOrEmpty(HttpHeaders.CONTENT_ENCODING))) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        }
        byte[] body = input.getBody().readAllBytes();
        HttpInputMessage message = new Message(new ByteArrayInputStream(body), input.getHeaders());
        try {
            check(body);
        } catch (JacksonException e) {
            throw new HttpMessageNotReadableException("The body is not JSON", e, message);
        }
        return message;
    }

    private static void check(byte[] body) {
        Deque<Set<String>> keys = new ArrayDeque<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ProblemException(ProblemType.UNREADABLE_BODY);
            }
            keys.push(new HashSet<>());
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (keys.isEmpty()) {
                    throw new ProblemException(ProblemType.UNREADABLE_BODY, "The body holds more than one JSON value", null);
                }
                switch (token) {
                    case START_OBJECT -> keys.push(new HashSet<>());
                    case END_OBJECT -> keys.pop();
                    case PROPERTY_NAME -> {
                        if (!keys.peek().add(snakeCase(parser.currentName()))) {
                            throw new InvalidOrderException(path(parser), "is given twice");
                        }
                    }
                    default -> { }
                }
            }
        }
    }

    /** The snake_case spelling of a key: that of {@code orderId} is {@code order_id}. */
    private static String snakeCase(String key) {
        return key.chars().noneMatch(Character::isUpperCase) ? key
                : HUMP.matcher(key).replaceAll(hump -> "_" + hump.group().toLowerCase(Locale.ROOT));
    }

    /** Such as {@code items[0].price}. */
    private static String path(JsonParser parser) {
        String path = parser.streamReadContext().pathAsPointer().toString().replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.').substring(1);
        return path.length() <= MAX_PATH_SHOWN ? path : path.substring(0, MAX_PATH_SHOWN) + "...";
    }

    private record Message(InputStream body, HttpHeaders headers) implements HttpInputMessage {

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
