package sample.local.signals.cloudwatch;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * The protocols that clients of CloudWatch speak: the newer {@code aws} command and SDKs Smithy's RPC with CBOR,
 * others JSON, the older ones the query protocol with XML.
 */
enum Protocol {

    CBOR("application/cbor") {
        @Override
        JsonNode read(byte[] body) {
            return body.length == 0 ? JsonNodeFactory.instance.objectNode() : CBOR_MAPPER.readTree(body);
        }

        @Override
        byte[] write(String operation, Map<String, ?> output) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (CBORGenerator out = (CBORGenerator) CBOR_FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
                writeTree(out, output, time -> {
                    out.writeTag(1);
                    out.writeNumber(seconds(time));
                });
            }
            return bytes.toByteArray();
        }
    },

    JSON("application/x-amz-json-1.0") {
        @Override
        JsonNode read(byte[] body) {
            return body.length == 0 ? JsonNodeFactory.instance.objectNode() : JsonMapper.shared().readTree(body);
        }

        @Override
        byte[] write(String operation, Map<String, ?> output) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator out = JSON_FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
                writeTree(out, output, time -> out.writeNumber(seconds(time)));
            }
            return bytes.toByteArray();
        }
    },

    QUERY("text/xml") {
        @Override
        JsonNode read(byte[] body) {
            ObjectNode root = JsonNodeFactory.instance.objectNode();
            parameters(body).forEach((name, value) -> {
                if (!name.equals("Action") && !name.equals("Version")) {
                    QueryParameters.put(root, name, value);
                }
            });
            return QueryParameters.lists(root);
        }

        @Override
        byte[] write(String operation, Map<String, ?> output) {
            return QueryXml.answer(operation, output).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        byte[] error(CloudWatchException error) {
            return QueryXml.error(error.code().replaceFirst("Exception$", ""), error.getMessage())
                    .getBytes(StandardCharsets.UTF_8);
        }
    };

    private static final CBORFactory CBOR_FACTORY = new CBORFactory();
    private static final CBORMapper CBOR_MAPPER = new CBORMapper(CBOR_FACTORY);
    private static final JsonFactory JSON_FACTORY = new JsonFactory();
    private static final Pattern RPC_PATH = Pattern.compile(CloudWatchApi.PATH + "operation/([A-Za-z]+)");
    private static final String TARGET = "GraniteServiceVersion20100801.";

    private final String contentType;

    Protocol(String contentType) {
        this.contentType = contentType;
    }

    /** A call in one of the protocols. */
    record Call(Protocol protocol, String operation, JsonNode input) {
    }

    private interface TimeWriter {
        void write(Instant time);
    }

    /** Returns the protocol of a request, if it is a call of AWS's at all. */
    static Optional<Protocol> of(HttpExchange exchange) {
        if (RPC_PATH.matcher(exchange.getRequestURI().getPath()).matches()) {
            return Optional.of(CBOR);
        }
        if (exchange.getRequestHeaders().getFirst("X-Amz-Target") != null) {
            return Optional.of(JSON);
        }
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
        return type.startsWith("application/x-www-form-urlencoded") ? Optional.of(QUERY) : Optional.empty();
    }

    /** @throws tools.jackson.core.JacksonException when the body is not what the protocol says */
    Call call(HttpExchange exchange, byte[] body) {
        return new Call(this, switch (this) {
            case CBOR -> {
                Matcher path = RPC_PATH.matcher(exchange.getRequestURI().getPath());
                yield path.matches() ? path.group(1) : "";
            }
            case JSON -> exchange.getRequestHeaders().getFirst("X-Amz-Target").replace(TARGET, "");
            case QUERY -> parameters(body).getOrDefault("Action", "");
        }, read(body));
    }

    abstract JsonNode read(byte[] body);

    /** @param output of maps, lists, texts, numbers, booleans and {@link Instant}s */
    abstract byte[] write(String operation, Map<String, ?> output);

    byte[] error(CloudWatchException error) {
        return write("", Map.of("__type", "com.amazonaws.cloudwatch#" + error.code(), "message", error.getMessage()));
    }

    String contentType() {
        return contentType;
    }

    private static Map<String, String> parameters(byte[] body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            String[] parts = pair.split("=", 2);
            try {
                parameters.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw CloudWatchException.invalid("The body is not form-encoded");
            }
        }
        return parameters;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static void writeTree(JsonGenerator out, Object value, TimeWriter times) {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, inner) -> {
                    out.writeName(String.valueOf(name));
                    writeTree(out, inner, times);
                });
                out.writeEndObject();
            }
            case Iterable<?> list -> {
                out.writeStartArray();
                list.forEach(inner -> writeTree(out, inner, times));
                out.writeEndArray();
            }
            case Instant time -> times.write(time);
            case Boolean flag -> out.writeBoolean(flag);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            default -> out.writeString(value.toString());
        }
    }
}
