package sample.contract.http;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;

/**
 * Adds to the OpenAPI document what springdoc does not read from the code: the problems of each operation, and the rules by which the
 * service really takes an order. All of it happens when somebody asks for the document, not at the start.
 */
@Configuration(proxyBeanMethods = false)
@SuppressWarnings({"rawtypes", "unchecked"}) // so are the schemas of the library
class OpenApi {

    private static final Set<ProblemType> OF_ANY_REQUEST = EnumSet.of(ProblemType.MALFORMED_REQUEST, ProblemType.OTHER_SITE,
            ProblemType.NOT_ACCEPTABLE, ProblemType.INTERNAL_ERROR, ProblemType.SERVICE_BUSY);
    private static final Set<ProblemType> OF_A_BODY = EnumSet.of(ProblemType.UNREADABLE_BODY, ProblemType.INVALID_REQUEST,
            ProblemType.REQUEST_TOO_SLOW, ProblemType.BODY_TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE);
    private static final String SCHEMAS = "#/components/schemas/";
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

    /** The document is made by an older Jackson, which has to be told the spelling too. */
    @Bean
    ModelResolver snakeCaseSchemas() {
        return new ModelResolver(Json31.mapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }

    @Bean
    OperationCustomizer problemsOfEachOperation() {
        return OpenApi::addProblems;
    }

    @Bean
    OpenApiCustomizer rulesOfTheSchemas(@Value("${spring.application.name}") String service) {
        return document -> complete(document, service);
    }

    private static Operation addProblems(Operation operation, HandlerMethod method) {
        boolean takesOrder = operation.getRequestBody() != null;
        Set<ProblemType> types = EnumSet.copyOf(OF_ANY_REQUEST);
        if (takesOrder) {
            types.addAll(OF_A_BODY);
        }
        if (operation.getParameters() != null) {
            types.add(ProblemType.INVALID_REQUEST);
        }
        Refuses own = method.getMethodAnnotation(Refuses.class);
        if (own != null) {
            types.addAll(List.of(own.value()));
        }
        types.forEach(type -> addProblem(operation, type, takesOrder));
        return operation;
    }

    private static void addProblem(Operation operation, ProblemType type, boolean takesOrder) {
        ApiResponse response = operation.getResponses().computeIfAbsent(String.valueOf(type.status().value()),
                status -> new ApiResponse().content(new Content()));
        response.getContent().computeIfAbsent(org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                name -> new MediaType().schema(reference("Problem"))).addExamples(type.cause(), example(type, takesOrder));
        String line = "`%s`: %s".formatted(type.cause(), type.sentence());
        response.setDescription(response.getDescription() == null ? line : response.getDescription() + "\n\n" + line);
    }

    private static Example example(ProblemType type, boolean takesOrder) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", type.uri().toString());
        problem.put("title", type.status().getReasonPhrase());
        problem.put("status", type.status().value());
        problem.put("detail", takesOrder ? type.sentence() + type.whatBecameOfTheOrder() : type.sentence());
        problem.put("trace_id", "62d90484e48a758f91ecc71d77f3a1d7");
        if (type == ProblemType.INVALID_REQUEST) {
            problem.put("errors", List.of(takesOrder
                    ? Map.of("field", "items[0].quantity", "message", "must be at least 1")
                    : Map.of("field", "order_id", "message", sample.contract.Order.ID_RULE)));
        }
        return new Example().value(problem);
    }

    private static void complete(OpenAPI document, String service) {
        document.getInfo().title(service).version("1").description("""
                Every refusal is a problem (RFC 9457, application/problem+json). Beside the statuses of the operations: 404 where there is no \
                such path, 405 with the header Allow where the path does not take the method, and 400, 417, 501 or 505 for a request that \
                breaks the rules of HTTP.""");
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        schemas.values().stream().filter(schema -> schema.getProperties() != null).forEach(schema -> schema.setTypes(Set.of("object")));
        schemas.put("Problem", problem());
        completeRequest("OrderItem", schemas.get("OrderItem"));
        completeRequest("Order", schemas.get("Order"));
        schemas.get("Order").setExample(Map.of("order_id", "123", "customer_name", "John Doe", "total_amount", 29.99,
                "items", List.of(Map.of("product_id", "456", "quantity", 1, "price", 29.99)), "shipping_address", "123 Main St"));
        List.of("OrderReceipt", "StoredOrder").forEach(answer -> completeAnswer(schemas.get(answer)));
    }

    /** In an answer only the trace can be absent: no agent may watch. */
    private static void completeAnswer(Schema<?> answer) {
        answer.setRequired(answer.getProperties().keySet().stream().filter(name -> !name.equals("trace_id")).toList());
    }

    private static void completeRequest(String name, Schema<?> schema) {
        List<String> required = new ArrayList<>(schema.getRequired());
        schema.getProperties().forEach((field, property) -> {
            if (BigDecimal.ZERO.equals(property.getMinimum())) {
                property.minimum(null).exclusiveMinimumValue(BigDecimal.ZERO).multipleOf(new BigDecimal("0.01"));
            }
            if (!required.contains(field)) {
                Set<String> types = new LinkedHashSet<>(property.getTypes());
                types.add("null");
                property.setTypes(types);
            }
        });
        for (String field : List.copyOf(schema.getProperties().keySet())) {
            String otherSpelling = UNDERSCORE.matcher(field).replaceAll(OpenApi::hump);
            if (!otherSpelling.equals(field)) {
                schema.addProperty(otherSpelling, reference(name + "/properties/" + field).description("Another spelling of " + field));
                schema.addAllOfItem(required.remove(field)
                        ? new JsonSchema().oneOf(List.of(with(field), with(otherSpelling)))
                        : new JsonSchema().not(with(field, otherSpelling)));
            }
        }
        schema.setRequired(required);
    }

    private static String hump(MatchResult underscore) {
        return underscore.group(1).toUpperCase(Locale.ROOT);
    }

    private static Schema<?> with(String... fields) {
        return new JsonSchema().required(List.of(fields));
    }

    private static Schema<?> problem() {
        Schema<?> error = ofType("object").addProperty("field", ofType("string")).addProperty("message", ofType("string"))
                .required(List.of("field", "message"));
        return ofType("object").description("Why the request was refused")
                .addProperty("type", typesOfProblems())
                .addProperty("title", ofType("string"))
                .addProperty("status", ofType("integer").minimum(BigDecimal.valueOf(400)).maximum(BigDecimal.valueOf(599)))
                .addProperty("detail", ofType("string").description("What the type says, where it is, and what became of the order"))
                .addProperty("instance", ofType("string").description("The path of the request"))
                .addProperty("order_id", ofType("string").pattern(sample.contract.Order.ID).description("Where one is known"))
                .addProperty("trace_id", ofType("string").pattern("^[0-9a-f]{32}$").description("Where an agent watches"))
                .addProperty("errors", ofType("array").items(error).description("The fields to repair, with invalid-request"))
                .required(List.of("type", "title", "status", "detail"));
    }

    private static Schema<?> typesOfProblems() {
        Schema<Object> type = ofType("string");
        type.setEnum(Arrays.stream(ProblemType.values()).<Object>map(problem -> problem.uri().toString()).toList());
        return type;
    }

    private static Schema<Object> ofType(String type) {
        Schema<Object> schema = new JsonSchema();
        schema.setTypes(Set.of(type));
        return schema;
    }

    private static Schema<?> reference(String schema) {
        return new JsonSchema().$ref(SCHEMAS + schema);
    }
}
