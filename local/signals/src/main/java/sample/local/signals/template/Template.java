package sample.local.signals.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CloudFormation template, as far as what watches goes. Values are put in as CloudFormation would: parameters with
 * the values given here or their defaults, conditions, and the functions Ref, Sub, GetAtt, If, Join and Select.
 * Resources that nobody asks for may say what they like.
 */
public final class Template {

    private final Map<?, ?> resources;
    private final Functions functions;

    private Template(Map<?, ?> template, Map<String, String> parameters) {
        this.resources = map(template.get("Resources"), "Resources");
        this.functions = new Functions(values(template, parameters), section(template, "Conditions"), resources);
    }

    /**
     * @param parameters their values; an empty one takes the hyphen behind it with it, so that names that begin with
     *         it go without that on a machine that nobody shares
     * @throws TemplateException when it is no template, or lacks a parameter's value
     */
    public static Template read(Path file, Map<String, String> parameters) throws IOException {
        return new Template(map(CloudFormationYaml.read(Files.readString(file)), "The template"), parameters);
    }

    /** Returns the resources of a type, such as {@code AWS::CloudWatch::Alarm}, whose condition holds. */
    public List<Resource> resources(String type) {
        List<Resource> found = new ArrayList<>();
        resources.forEach((id, resource) -> {
            Map<?, ?> definition = map(resource, String.valueOf(id));
            if (type.equals(definition.get("Type")) && isThere(String.valueOf(id), definition)) {
                Object properties = Optional.<Object>ofNullable(definition.get("Properties")).orElse(Map.of());
                found.add(new Resource(String.valueOf(id), map(properties, id + ": Properties"), functions));
            }
        });
        return found;
    }

    private boolean isThere(String id, Map<?, ?> definition) {
        return !(definition.get("Condition") instanceof Object condition)
                || functions.condition(String.valueOf(condition), id);
    }

    private static Map<String, String> values(Map<?, ?> template, Map<String, String> given) {
        Map<String, String> values = new LinkedHashMap<>();
        section(template, "Parameters").forEach((name, parameter) -> {
            Object standard = map(parameter, "Parameters: " + name).get("Default");
            if (given.containsKey(String.valueOf(name))) {
                values.put(String.valueOf(name), given.get(String.valueOf(name)));
            } else if (standard != null) {
                values.put(String.valueOf(name), String.valueOf(standard));
            }
        });
        return values;
    }

    private static Map<?, ?> section(Map<?, ?> template, String name) {
        return map(Optional.<Object>ofNullable(template.get(name)).orElse(Map.of()), name);
    }

    static Map<?, ?> map(Object value, String where) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new TemplateException(where + ": a map was expected, not " + value);
    }
}
