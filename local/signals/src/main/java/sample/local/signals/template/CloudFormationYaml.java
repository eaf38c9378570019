package sample.local.signals.template;

import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** YAML with CloudFormation's short forms, which become the long ones: {@code !Ref X} is <code>{Ref: X}</code>. */
final class CloudFormationYaml extends SafeConstructor {

    private CloudFormationYaml(LoaderOptions options) {
        super(options);
        yamlMultiConstructors.put("!", new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
                String name = node.getTag().getValue().substring(1);
                return Map.of(name.equals("Ref") || name.equals("Condition") ? name : "Fn::" + name, argument(node));
            }
        });
    }

    /** @throws TemplateException when it is not YAML, or a key is given twice */
    static Object read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new CloudFormationYaml(options)).load(text);
        } catch (YAMLException e) {
            throw new TemplateException("The template is not YAML: " + e.getMessage());
        }
    }

    private Object argument(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence -> constructSequence(sequence);
            case MappingNode mapping -> constructMapping(mapping);
            default -> throw new TemplateException("The template is not YAML: " + node.getTag());
        };
    }
}
