package sample.local.ssm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** What the endpoint does: each operation with the fields that it takes, in the limits of SSM's model. */
final class Operations {

    private static final Field NAME = Field.text(1, 2048);
    private static final Field NAMES = Field.list(1, 10, NAME);
    private static final Field TOKEN = Field.text(0, 4096);
    private static final Field FILTER_VALUES = Field.list(1, 50, Field.text(1, 1024));
    private static final Field PARAMETER_FILTERS = Field.list(0, 50, Field.structure(new TreeMap<>(Map.of(
            "Key", Field.text(1, 132), "Option", Field.text(1, 10), "Values", FILTER_VALUES))));
    private static final Field OLD_FILTERS = Field.list(0, 50, Field.structure(new TreeMap<>(Map.of(
            "Key", Field.text(1, 132), "Values", FILTER_VALUES))));

    private record Operation(Map<String, Field> fields, Set<String> required, Function<Request, Map<String, ?>> work) {
    }

    private final Map<String, Operation> operations = new TreeMap<>();
    private final ParameterStore store;

    Operations(ParameterStore store) {
        this.store = store;
        add("GetParameter", this::getParameter, Set.of("Name"), Map.of("Name", NAME, "WithDecryption", Field.FLAG));
        add("GetParameters", this::getParameters, Set.of("Names"), Map.of("Names", NAMES, "WithDecryption", Field.FLAG));
        add("GetParametersByPath", this::getParametersByPath, Set.of("Path"), Map.of("Path", NAME, "Recursive", Field.FLAG,
                "ParameterFilters", PARAMETER_FILTERS, "WithDecryption", Field.FLAG, "MaxResults", Field.number(1, 10), "NextToken", TOKEN));
        add("GetParameterHistory", this::getParameterHistory, Set.of("Name"), Map.of("Name", NAME, "WithDecryption", Field.FLAG,
                "MaxResults", Field.number(1, 50), "NextToken", TOKEN));
        add("DescribeParameters", this::describeParameters, Set.of(), Map.of("Filters", OLD_FILTERS,
                "ParameterFilters", PARAMETER_FILTERS, "MaxResults", Field.number(1, 50), "NextToken", TOKEN, "Shared", Field.FLAG));
        add("PutParameter", this::putParameter, Set.of("Name", "Value"), Map.ofEntries(
                Map.entry("Name", NAME), Map.entry("Value", Field.text(0, Integer.MAX_VALUE)),
                Map.entry("Type", Field.oneOf(ParameterRules.TYPES)), Map.entry("Overwrite", Field.FLAG),
                Map.entry("Description", Field.text(0, 1024)), Map.entry("AllowedPattern", Field.text(0, 1024)),
                Map.entry("KeyId", Field.text(1, 256, "[a-zA-Z0-9:/_-]+")), Map.entry("Tier", Field.unsupported(Answers.TIER)),
                Map.entry("DataType", Field.unsupported(Answers.DATA_TYPE)), Map.entry("Policies", Field.unsupported()),
                Map.entry("Tags", Field.unsupported())));
        add("DeleteParameter", this::deleteParameter, Set.of("Name"), Map.of("Name", NAME));
        add("DeleteParameters", this::deleteParameters, Set.of("Names"), Map.of("Names", NAMES));
    }

    private void add(String name, Function<Request, Map<String, ?>> work, Set<String> required, Map<String, Field> fields) {
        operations.put(name, new Operation(new TreeMap<>(fields), required, work));
    }

    /**
     * Does what the request asks for and returns the answer's fields.
     *
     * @param user the caller's ARN
     * @throws SsmException when it is refused
     */
    Map<String, ?> call(String name, JsonNode json, String user) {
        Operation operation = operations.get(name);
        if (operation == null) {
            throw new SsmException("UnknownOperationException",
                    "This endpoint does not do %s. It does %s.".formatted(name, String.join(", ", names())));
        }
        return operation.work().apply(Request.checked(json, operation.fields(), operation.required(), user));
    }

    Set<String> names() {
        return operations.keySet();
    }

    private Map<String, ?> getParameter(Request request) {
        Selector selector = Selector.of(request.text("Name"));
        if (store.versions(selector).isEmpty()) {
            throw SsmException.notFound();
        }
        Parameter found = store.find(selector).orElseThrow(() -> new SsmException("ParameterVersionNotFound",
                "Systems Manager could not find version %s of %s. Verify the version and try again."
                        .formatted(selector.version().orElseThrow(), selector.name())));
        return Map.of("Parameter", Answers.value(found, selector, request.flag("WithDecryption")));
    }

    private Map<String, ?> getParameters(Request request) {
        List<Map<String, ?>> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String name : request.texts("Names").stream().sorted().distinct().toList()) {
            Selector selector = Selector.of(name);
            store.find(selector).ifPresentOrElse(
                    parameter -> found.add(Answers.value(parameter, selector, request.flag("WithDecryption"))), () -> invalid.add(name));
        }
        return Map.of("Parameters", found, "InvalidParameters", invalid);
    }

    private Map<String, ?> getParametersByPath(Request request) {
        String path = request.text("Path");
        ParameterRules.checkPath(path);
        Predicate<Parameter> filters = Filters.of(request.structures("ParameterFilters"), Filters.OF_PATH);
        List<Parameter> below = store.all().stream().filter(one -> one.isBelow(path, request.flag("Recursive"))).filter(filters).toList();
        return page(request, 10, below, one -> Answers.value(one, new Selector(one.name(), Optional.empty()), request.flag("WithDecryption")));
    }

    private Map<String, ?> getParameterHistory(Request request) {
        Selector selector = Selector.of(request.text("Name"));
        List<Parameter> versions = store.versions(selector);
        if (versions.isEmpty() || selector.version().isPresent()) {
            throw SsmException.notFound();
        }
        return page(request, 50, versions, one -> Answers.history(one, request.flag("WithDecryption")));
    }

    private Map<String, ?> describeParameters(Request request) {
        List<JsonNode> filters = request.structures("ParameterFilters");
        List<JsonNode> oldFilters = request.structures("Filters");
        if (!filters.isEmpty() && !oldFilters.isEmpty()) {
            throw SsmException.invalid("You can use either Filters or ParameterFilters in a single request.");
        }
        if (request.flag("Shared")) {
            throw SsmException.invalid("Shared: there is no other account here that could share a parameter.");
        }
        Predicate<Parameter> wanted = Filters.of(filters, Filters.OF_DESCRIBE).and(Filters.of(oldFilters, Filters.OF_DESCRIBE_OLD));
        return page(request, 50, store.all().stream().filter(wanted).toList(), Answers::metadata);
    }

    /** The token is the number of what has been answered. */
    private static Map<String, ?> page(Request request, int otherwise, List<Parameter> all, Function<Parameter, ?> describe) {
        String token = request.text("NextToken") == null ? "0" : request.text("NextToken");
        if (!token.matches("[0-9]{1,6}")) {
            throw new SsmException("InvalidNextToken", "The specified token isn't valid.");
        }
        int from = Math.min(Integer.parseInt(token), all.size());
        int to = Math.min(from + request.number("MaxResults", otherwise), all.size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Parameters", all.subList(from, to).stream().map(describe).toList());
        if (to < all.size()) {
            answer.put("NextToken", String.valueOf(to));
        }
        return answer;
    }

    private Map<String, ?> putParameter(Request request) {
        long version = store.put(new ParameterStore.Change(request.text("Name"), request.text("Value"), request.text("Type"),
                request.text("AllowedPattern"), request.text("Description"), request.text("KeyId"), request.flag("Overwrite"), request.user()));
        return Map.of("Version", version, "Tier", Answers.TIER);
    }

    private Map<String, ?> deleteParameter(Request request) {
        if (!store.delete(request.text("Name"))) {
            throw SsmException.notFound();
        }
        return Map.of();
    }

    private Map<String, ?> deleteParameters(Request request) {
        List<String> deleted = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        request.texts("Names").forEach(name -> (store.delete(name) ? deleted : invalid).add(name));
        return Map.of("DeletedParameters", deleted, "InvalidParameters", invalid);
    }
}
