package sample.local.ssm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stands in for AWS Systems Manager where there is no account: SSM's JSON protocol for parameters, on the loopback
 * address, enough for the AWS SDK and the {@code aws} command. It checks no signature.
 */
final class SsmEndpoint {

    private static final String TARGET = "AmazonSSM.";
    private static final int MOST_NAMES = 10;
    /** Far more than a request with ten parameters needs. */
    private static final int MAX_BODY_BYTES = 256 * 1024;

    private final JsonMapper json = JsonMapper.builder().build();
    private final ParameterStore store;

    private SsmEndpoint(ParameterStore store) {
        this.store = store;
    }

    /** Starts to listen on {@code port}, 0 for any; the caller stops the server. */
    static HttpServer start(int port, ParameterStore store) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("ssm-", 0).factory()));
        server.createContext("/", new SsmEndpoint(store)::handle);
        server.start();
        return server;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target")).orElse("");
                byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
                if (body.length > MAX_BODY_BYTES) {
                    answer(exchange, 413, Map.of("__type", "RequestEntityTooLargeException", "message",
                            "The request is larger than " + MAX_BODY_BYTES + " bytes."));
                    return;
                }
                answer(exchange, 200, call(target, json.readTree(body)));
            } catch (SsmException e) {
                Map<String, Object> error = new LinkedHashMap<>();
                error.put("__type", e.code());
                Optional.ofNullable(e.getMessage()).ifPresent(message -> error.put("message", message));
                answer(exchange, 400, error);
            } catch (JacksonException e) {
                answer(exchange, 400, Map.of("__type", "SerializationException"));
            } catch (RuntimeException e) {
                answer(exchange, 500, Map.of("__type", "InternalServerError", "message", String.valueOf(e.getMessage())));
            }
        }
    }

    private Map<String, ?> call(String target, JsonNode request) {
        return switch (target) {
            case TARGET + "GetParameter" -> Map.of("Parameter", describe(find(text(request, "Name"))));
            case TARGET + "GetParameters" -> getParameters(names(request));
            case TARGET + "GetParametersByPath" -> getParametersByPath(request);
            case TARGET + "PutParameter" -> putParameter(request);
            case TARGET + "DeleteParameter" -> deleteParameter(text(request, "Name"));
            case TARGET + "DeleteParameters" -> deleteParameters(names(request));
            default -> throw new SsmException("UnknownOperationException",
                    "This endpoint knows only SSM's parameters, not " + target);
        };
    }

    private Map<String, ?> getParameters(List<String> names) {
        List<Map<String, ?>> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : names) {
            store.find(name).ifPresentOrElse(parameter -> found.add(describe(parameter)), () -> invalid.add(name));
        }
        return Map.of("Parameters", found, "InvalidParameters", invalid);
    }

    private Map<String, ?> getParametersByPath(JsonNode request) {
        String path = text(request, "Path");
        if (!path.startsWith("/")) {
            throw SsmException.invalid("The parameter doesn't meet the parameter name requirements. The parameter name "
                    + "must begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\".");
        }
        int most = request.path("MaxResults").asInt(MOST_NAMES);
        if (most < 1 || most > MOST_NAMES) {
            throw SsmException.invalid("1 validation error detected: Value '%d' at 'maxResults' failed to satisfy "
                    .formatted(most) + "constraint: Member must be between 1 and 10");
        }
        List<Parameter> all = store.below(path, request.path("Recursive").asBoolean(false));
        int from = Math.min(start(request), all.size());
        int to = Math.min(from + most, all.size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Parameters", all.subList(from, to).stream().map(SsmEndpoint::describe).toList());
        if (to < all.size()) {
            answer.put("NextToken", String.valueOf(to));
        }
        return answer;
    }

    private static int start(JsonNode request) {
        String token = request.path("NextToken").asString("0");
        if (!token.matches("[0-9]{1,6}")) {
            throw new SsmException("InvalidNextToken", "The specified token isn't valid.");
        }
        return Integer.parseInt(token);
    }

    private Map<String, ?> putParameter(JsonNode request) {
        boolean overwrite = request.path("Overwrite").asBoolean(false);
        if (overwrite && !request.path("Tags").isEmpty()) {
            throw SsmException.invalid("Invalid request: tags and overwrite can't be used together. To create a parameter "
                    + "with tags, please remove overwrite flag. To update tags for an existing parameter, please use "
                    + "AddTagsToResource or RemoveTagsFromResource.");
        }
        long version = store.put(text(request, "Name"), text(request, "Value"), request.path("Type").asString(null),
                request.path("AllowedPattern").asString(null), overwrite);
        return Map.of("Version", version, "Tier", "Standard");
    }

    private Map<String, ?> deleteParameter(String name) {
        if (!store.delete(name)) {
            throw SsmException.notFound();
        }
        return Map.of();
    }

    private Map<String, ?> deleteParameters(List<String> names) {
        List<String> deleted = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        names.forEach(name -> (store.delete(name) ? deleted : invalid).add(name));
        return Map.of("DeletedParameters", deleted, "InvalidParameters", invalid);
    }

    private Parameter find(String name) {
        return store.find(name).orElseThrow(SsmException::notFound);
    }

    private static Map<String, ?> describe(Parameter parameter) {
        return Map.of("Name", parameter.name(), "Type", parameter.type(), "Value", parameter.value(),
                "Version", parameter.version(), "LastModifiedDate", parameter.lastModified().toEpochMilli() / 1000.0,
                "ARN", parameter.arn(), "DataType", "text");
    }

    private static String text(JsonNode request, String field) {
        if (!request.path(field).isString()) {
            throw SsmException.invalid("1 validation error detected: Value at '%s' failed to satisfy constraint: "
                    .formatted(field) + "Member must not be null");
        }
        return request.path(field).asString();
    }

    private static List<String> names(JsonNode request) {
        Collection<JsonNode> names = request.path("Names").values();
        if (names.isEmpty() || names.size() > MOST_NAMES) {
            throw SsmException.invalid("1 validation error detected: Value at 'names' failed to satisfy constraint: "
                    + "Member must have length between 1 and 10");
        }
        return names.stream().map(JsonNode::asString).toList();
    }

    private void answer(HttpExchange exchange, int status, Map<String, ?> body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
