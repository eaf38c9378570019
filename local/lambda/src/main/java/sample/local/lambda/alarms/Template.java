package sample.local.lambda.alarms;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import sample.local.lambda.metrics.Metric;

/**
 * The alarms of the CloudFormation template, so that the laptop evaluates what AWS would. On a laptop nobody shares the
 * names, so they go without the prefix.
 */
final class Template {

    private static final String PREFIX = "${Prefix}-";

    private Template() {
    }

    static List<Alarm> alarms(Path file) throws IOException {
        try (Reader yaml = Files.newBufferedReader(file)) {
            Map<?, ?> resources = map(map(new Yaml(new Functions()).load(yaml)).get("Resources"));
            return resources.values().stream().map(Template::map)
                    .filter(resource -> "AWS::CloudWatch::Alarm".equals(resource.get("Type")))
                    .map(resource -> alarm(map(resource.get("Properties")), resources)).toList();
        }
    }

    private static Alarm alarm(Map<?, ?> properties, Map<?, ?> resources) {
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (Object dimension : (List<?>) Optional.<Object>ofNullable(properties.get("Dimensions")).orElse(List.of())) {
            dimensions.put(text(map(dimension).get("Name"), resources), text(map(dimension).get("Value"), resources));
        }
        String statistic = text(Optional.<Object>ofNullable(properties.get("Statistic")).orElse(properties.get("ExtendedStatistic")),
                resources);
        int periods = Integer.parseInt(text(properties.get("EvaluationPeriods"), resources));
        return new Alarm(text(properties.get("AlarmName"), resources),
                new Metric(text(properties.get("Namespace"), resources), text(properties.get("MetricName"), resources), dimensions),
                statistic, Duration.ofSeconds(Long.parseLong(text(properties.get("Period"), resources))),
                Double.parseDouble(text(properties.get("Threshold"), resources)),
                text(properties.get("ComparisonOperator"), resources), periods,
                properties.get("DatapointsToAlarm") instanceof Integer some ? some : periods,
                properties.get("TreatMissingData") instanceof String treat ? treat : "missing").checked();
    }

    /** Returns a value as CloudFormation would put it in, as far as the alarms' values go. */
    private static String text(Object value, Map<?, ?> resources) {
        return switch (value) {
            case Number number -> number.toString();
            case String text -> text;
            case Function(String name, String sub) when name.equals("!Sub") && !sub.replace(PREFIX, "").contains("${") ->
                    sub.replace(PREFIX, "");
            case Function(String name, String resource) when name.equals("!Ref") && resources.containsKey(resource) ->
                    text(name(map(resources.get(resource)), resource), resources);
            case null -> throw new TemplateException("An alarm lacks a property");
            default -> throw new TemplateException("An alarm says " + value + ", which is not understood here");
        };
    }

    /** What {@code !Ref} gives for a resource, which is its name for these three and something else for others. */
    private static Object name(Map<?, ?> resource, String logicalId) {
        return map(resource.get("Properties")).get(switch ((String) resource.get("Type")) {
            case "AWS::Lambda::Function" -> "FunctionName";
            case "AWS::DynamoDB::Table" -> "TableName";
            case "AWS::ApiGateway::Stage" -> "StageName";
            default -> throw new TemplateException("An alarm refers to " + logicalId + ", which is not understood here");
        });
    }

    private static Map<?, ?> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new TemplateException("The template is not a CloudFormation template: a map was expected where it says " + value);
    }

    /** {@code !Ref Table} or <code>!Sub "${Prefix}-x"</code>, not yet resolved. */
    private record Function(String name, Object argument) {
    }

    /** Reads CloudFormation's short forms, which no YAML parser knows. */
    private static final class Functions extends SafeConstructor {

        Functions() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    Object argument = switch (node) {
                        case ScalarNode scalar -> scalar.getValue();
                        case SequenceNode sequence -> constructSequence(sequence);
                        case MappingNode mapping -> constructMapping(mapping);
                        default -> null;
                    };
                    return new Function(node.getTag().getValue(), argument);
                }
            });
        }
    }
}
