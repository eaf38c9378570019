package sample.local.ssm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A request whose fields have been checked.
 *
 * @param user the caller's ARN
 */
record Request(JsonNode fields, String user) {

    static Request checked(JsonNode json, Map<String, Field> fields, Set<String> required, String user) {
        if (!json.isObject()) {
            throw new SsmException("SerializationException", "The request must be a JSON object.");
        }
        Field.checkAll("", fields, json);
        for (String name : required) {
            if (json.path(name).isNull() || json.path(name).isMissingNode()) {
                throw SsmException.constraint(name, "not be null");
            }
        }
        return new Request(json, user);
    }

    /** Null when it is absent. */
    String text(String name) {
        return fields.path(name).asString(null);
    }

    boolean flag(String name) {
        return fields.path(name).asBoolean(false);
    }

    int number(String name, int otherwise) {
        return fields.path(name).asInt(otherwise);
    }

    List<String> texts(String name) {
        return fields.path(name).valueStream().map(JsonNode::asString).toList();
    }

    /** Empty when it is absent. */
    List<JsonNode> structures(String name) {
        return fields.path(name).valueStream().toList();
    }
}
