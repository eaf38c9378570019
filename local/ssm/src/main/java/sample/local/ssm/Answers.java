package sample.local.ssm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A parameter as SSM describes it, with what this endpoint knows of it. */
final class Answers {

    static final String TIER = "Standard";
    static final String DATA_TYPE = "text";

    private Answers() {
    }

    /** For those who want its value. */
    static Map<String, Object> value(Parameter parameter, Selector selector, boolean decrypted) {
        Map<String, Object> answer = common(parameter);
        answer.put("ARN", parameter.arn());
        answer.put("Value", parameter.value(decrypted));
        selector.version().ifPresent(version -> answer.put("Selector", ":" + version));
        return answer;
    }

    /** For those who want to know about it: no value. */
    static Map<String, Object> metadata(Parameter parameter) {
        Map<String, Object> answer = details(parameter);
        answer.put("ARN", parameter.arn());
        return answer;
    }

    static Map<String, Object> history(Parameter parameter, boolean decrypted) {
        Map<String, Object> answer = details(parameter);
        answer.put("Value", parameter.value(decrypted));
        answer.put("Labels", List.of());
        return answer;
    }

    private static Map<String, Object> details(Parameter parameter) {
        Map<String, Object> answer = common(parameter);
        answer.put("LastModifiedUser", parameter.lastModifiedUser());
        answer.put("Description", parameter.description());
        answer.put("AllowedPattern", parameter.allowedPattern());
        answer.put("KeyId", parameter.keyId());
        answer.values().removeIf(value -> value == null);
        answer.put("Tier", TIER);
        answer.put("Policies", List.of());
        return answer;
    }

    private static Map<String, Object> common(Parameter parameter) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Name", parameter.name());
        answer.put("Type", parameter.type());
        answer.put("Version", parameter.version());
        answer.put("LastModifiedDate", parameter.lastModified().toEpochMilli() / 1000.0);
        answer.put("DataType", DATA_TYPE);
        return answer;
    }
}
