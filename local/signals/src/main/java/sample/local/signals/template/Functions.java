package sample.local.signals.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CloudFormation's functions. Each method takes where it stands, so that what is refused can be found. */
final class Functions {

    static final String ACCOUNT = "000000000000";
    static final String REGION = "us-east-1";

    /** In a list or a map it takes itself away. */
    private static final Object NO_VALUE = new Object();
    private static final Map<String, Object> PSEUDO_PARAMETERS =
            Map.of("AWS::AccountId", ACCOUNT, "AWS::Region", REGION,
            "AWS::Partition", "aws", "AWS::URLSuffix", "amazonaws.com", "AWS::NoValue", NO_VALUE);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]*)}(-?)");
    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z0-9]+)\\.([A-Za-z0-9.]+)");

    private final Map<String, String> parameters;
    private final Map<?, ?> conditions;
    private final Map<?, ?> resources;

    Functions(Map<String, String> parameters, Map<?, ?> conditions, Map<?, ?> resources) {
        this.parameters = parameters;
        this.conditions = conditions;
        this.resources = resources;
    }

    /** Returns the value with all functions in it carried out; nothing for {@code AWS::NoValue}. */
    Optional<Object> value(Object value, String where) {
        return Optional.of(resolve(value, where)).filter(it -> it != NO_VALUE);
    }

    private Object resolve(Object value, String where) {
        return switch (value) {
            case null -> throw new TemplateException(where + ": has no value");
            case Map<?, ?> map when functionOf(map).isPresent() -> call(functionOf(map).get(), map.values().iterator()
                    .next(), where);
            case Map<?, ?> map -> {
                Map<String, Object> resolved = new LinkedHashMap<>();
                map.forEach((key, inner) -> value(inner, where + "." + key)
                        .ifPresent(it -> resolved.put(String.valueOf(key), it)));
                yield resolved;
            }
            case List<?> list -> list(list, where);
            default -> value;
        };
    }

    private List<Object> list(List<?> list, String where) {
        List<Object> resolved = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            value(list.get(i), where + "[" + i + "]").ifPresent(resolved::add);
        }
        return resolved;
    }

    private static Optional<String> functionOf(Map<?, ?> map) {
        return map.size() != 1 ? Optional.empty() : Optional.of(String.valueOf(map.keySet().iterator().next()))
                .filter(key -> key.equals("Ref") || key.equals("Condition") || key.startsWith("Fn::"));
    }

    private Object call(String function, Object argument, String where) {
        return switch (function) {
            case "Ref" -> reference(String.valueOf(argument), where);
            case "Fn::Sub" -> substitute(argument, where);
            case "Fn::GetAtt" -> attribute(argument instanceof List<?> parts
                    ? String.join(".", parts.stream().map(String::valueOf).toList())
                    : String.valueOf(argument), where);
            case "Fn::If" -> {
                List<?> branches = arguments(argument, 3, function, where);
                yield resolve(branches.get(condition(String.valueOf(branches.getFirst()), where) ? 1 : 2), where);
            }
            case "Fn::Join" -> {
                List<?> parts = arguments(argument, 2, function, where);
                yield String.join(String.valueOf(parts.getFirst()), texts(parts.get(1), where));
            }
            case "Fn::Select" -> {
                List<?> parts = arguments(argument, 2, function, where);
                List<String> choice = texts(parts.get(1), where);
                String index = String.valueOf(resolve(parts.getFirst(), where));
                if (!index.matches("\\d{1,4}") || Integer.parseInt(index) >= choice.size()) {
                    throw new TemplateException(where + ": Fn::Select has no element " + index);
                }
                yield choice.get(Integer.parseInt(index));
            }
            default -> throw new TemplateException(where + ": " + function + " is not understood here");
        };
    }

    private List<String> texts(Object list, String where) {
        if (resolve(list, where) instanceof List<?> resolved) {
            return resolved.stream().map(String::valueOf).toList();
        }
        throw new TemplateException(where + ": a list was expected, not " + list);
    }

    private static List<?> arguments(Object argument, int number, String function, String where) {
        if (argument instanceof List<?> list && list.size() == number) {
            return list;
        }
        throw new TemplateException(where + ": " + function + " takes " + number + " values, not " + argument);
    }

    private Object reference(String name, String where) {
        if (PSEUDO_PARAMETERS.containsKey(name)) {
            return PSEUDO_PARAMETERS.get(name);
        }
        if (parameters.containsKey(name)) {
            return parameters.get(name);
        }
        if (!resources.containsKey(name)) {
            throw new TemplateException(where + ": " + name + " is no resource and no parameter with a value");
        }
        String type = type(name);
        return switch (type) {
            case "AWS::Lambda::Function" -> nameOf(name, "FunctionName");
            case "AWS::DynamoDB::Table" -> nameOf(name, "TableName");
            case "AWS::ApiGateway::Stage" -> nameOf(name, "StageName");
            case "AWS::ElasticBeanstalk::Environment" -> nameOf(name, "EnvironmentName");
            case "AWS::CloudWatch::Alarm" -> nameOf(name, "AlarmName");
            case "AWS::SNS::Topic" -> topic(name);
            default -> throw new TemplateException(where + ": the value of " + name + ", a " + type
                    + ", is not known here");
        };
    }

    private String attribute(String attribute, String where) {
        Matcher parts = ATTRIBUTE.matcher(attribute);
        if (parts.matches() && resources.containsKey(parts.group(1))) {
            String name = parts.group(1);
            String known = type(name) + "." + parts.group(2);
            switch (known) {
                case "AWS::CloudWatch::Alarm.Arn":
                    return "arn:aws:cloudwatch:" + REGION + ":" + ACCOUNT + ":alarm:" + nameOf(name, "AlarmName");
                case "AWS::SNS::Topic.TopicArn":
                    return topic(name);
                default:
            }
        }
        throw new TemplateException(where + ": the value of " + attribute + " is not known here");
    }

    private String topic(String id) {
        return "arn:aws:sns:" + REGION + ":" + ACCOUNT + ":" + nameOf(id, "TopicName");
    }

    private String type(String id) {
        return String.valueOf(Template.map(resources.get(id), id).get("Type"));
    }

    /** A resource without a name of its own gets one from CloudFormation, which begins like this. */
    private String nameOf(String id, String property) {
        Object properties = Template.map(resources.get(id), id).get("Properties");
        Object name = properties == null ? id : Optional.<Object>ofNullable(Template.map(properties, id).get(property))
                .orElse(id);
        return String.valueOf(resolve(name, id + ": " + property));
    }

    private String substitute(Object argument, String where) {
        if (argument instanceof List<?> parts) {
            List<?> two = arguments(parts, 2, "Fn::Sub", where);
            Map<?, ?> own = Template.map(two.get(1), where);
            return substitute(String.valueOf(two.getFirst()),
                    name -> own.containsKey(name) ? resolve(own.get(name), where) : variable(name, where));
        }
        return substitute(String.valueOf(argument), name -> variable(name, where));
    }

    private Object variable(String name, String where) {
        return name.contains(".") ? attribute(name, where) : reference(name, where);
    }

    private static String substitute(String text, Function<String, Object> variables) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            if (!found.group(1).isEmpty()) {
                return Matcher.quoteReplacement("${" + found.group(2) + "}" + found.group(3));
            }
            String value = String.valueOf(variables.apply(found.group(2).strip()));
            return Matcher.quoteReplacement(value.isEmpty() ? "" : value + found.group(3));
        });
    }

    boolean condition(String name, String where) {
        if (!conditions.containsKey(name)) {
            throw new TemplateException(where + ": there is no condition " + name);
        }
        return holds(conditions.get(name), "Conditions: " + name, 0);
    }

    private boolean holds(Object condition, String where, int depth) {
        Map<?, ?> map = Template.map(condition, where);
        String function = functionOf(map).orElse("");
        Object argument = map.isEmpty() || depth > 20 ? "" : map.values().iterator().next();
        return switch (function) {
            case "Condition" -> holds(conditions.get(argument), where, depth + 1);
            case "Fn::Not" -> !holds(arguments(argument, 1, function, where).getFirst(), where, depth + 1);
            case "Fn::And" -> ((List<?>) argument).stream().allMatch(it -> holds(it, where, depth + 1));
            case "Fn::Or" -> ((List<?>) argument).stream().anyMatch(it -> holds(it, where, depth + 1));
            case "Fn::Equals" -> {
                List<?> two = arguments(argument, 2, function, where);
                yield String.valueOf(resolve(two.getFirst(), where)).equals(String.valueOf(resolve(two.get(1), where)));
            }
            default -> throw new TemplateException(where + ": " + condition + " is not understood here");
        };
    }
}
