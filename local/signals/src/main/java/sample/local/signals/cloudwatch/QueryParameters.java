package sample.local.signals.cloudwatch;

import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The query protocol's flat names, such as {@code MetricData.member.1.Value}, as a tree. */
final class QueryParameters {

    private static final int MAX_DEPTH = 12;

    private QueryParameters() {
    }

    static void put(ObjectNode root, String name, String value) {
        String[] path = name.split("\\.");
        if (path.length > MAX_DEPTH) {
            throw CloudWatchException.invalid("The name of a parameter is too deep");
        }
        ObjectNode at = root;
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode next = at.path(path[i]);
            at = next instanceof ObjectNode object ? object : at.putObject(path[i]);
        }
        at.put(path[path.length - 1], value);
    }

    /** Makes lists of the objects whose one key is {@code member}. */
    static JsonNode lists(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        if (object.size() == 1 && object.path("member") instanceof ObjectNode members) {
            TreeMap<Integer, JsonNode> byNumber = new TreeMap<>();
            members.forEachEntry((number, member) -> {
                if (!number.matches("\\d{1,5}")) {
                    throw CloudWatchException.invalid("The members of a list are numbered");
                }
                byNumber.put(Integer.parseInt(number), lists(member));
            });
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            byNumber.values().forEach(list::add);
            return list;
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        object.forEachEntry((name, inner) -> all.set(name, lists(inner)));
        return all;
    }
}
