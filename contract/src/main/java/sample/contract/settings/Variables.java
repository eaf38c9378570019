package sample.contract.settings;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Puts the environment variables that a service documents into its properties. Each stands in the service's application.yaml under
 * {@code sample.variables}, with its property and its {@link Kind}. A value is taken as the user wrote it: Spring alone would replace a
 * {@code ${...}} in a password, and take a duration without a unit for milliseconds. An empty variable counts as unset.
 */
public final class Variables implements EnvironmentPostProcessor, Ordered {

    /** The property source of the wrong variables: each with the sentence for the user. */
    static final String WRONG = "wrong variables";

    private static final String NAME = "documented variables";
    private static final Bindable<Map<String, String>> TABLE = Bindable.mapOf(String.class, String.class);

    /** A row of the table. */
    private record Variable(String name, String property, Kind kind) {

        static Variable of(String name, String row) {
            String[] words = row.split(" ");
            return new Variable(name, words[0], Kind.valueOf(words[1].toUpperCase(Locale.ROOT)));
        }
    }

    /** The properties of every documented variable that may be shown, with the values in force, by the variable's name. */
    public static Map<String, String> inForce(ConfigurableEnvironment environment) {
        Map<String, String> values = new TreeMap<>();
        table(environment).forEach((name, row) -> {
            Variable variable = Variable.of(name, row);
            if (variable.kind != Kind.SECRET) {
                values.put(name, environment.getProperty(variable.property, ""));
            }
        });
        return values;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> wrong = new LinkedHashMap<>();
        table(environment).forEach((name, row) -> {
            Variable variable = Variable.of(name, row);
            String text = raw(environment, name);
            if (text.isEmpty()) {
                return;
            }
            String value = variable.kind.read(text);
            if (value != null) {
                values.put(variable.property, literal(value));
            } else {
                // Nothing of a wrong value comes into force, such as a log level that would end the start with a stack trace.
                values.put(variable.property, environment.getProperty(variable.property, ""));
                wrong.put(name, "%s=%s: must be %s".formatted(name, shown(text), variable.kind.rule()));
            }
        });
        environment.getPropertySources().addBefore(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new MapPropertySource(NAME, values));
        environment.getPropertySources().addLast(new MapPropertySource(WRONG, wrong));
    }

    /** After application.yaml is read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    private static Map<String, String> table(ConfigurableEnvironment environment) {
        return Binder.get(environment).bind("sample.variables", TABLE).orElse(Map.of());
    }

    /** The text as it was set, with nothing replaced in it. */
    private static String raw(ConfigurableEnvironment environment, String name) {
        return environment.getPropertySources().stream()
                .filter(source -> !(source.getName().equals("configurationProperties")))
                .map(source -> value(source, name))
                .filter(text -> !text.isEmpty())
                .findFirst().orElse("");
    }

    private static String value(PropertySource<?> source, String name) {
        Object value = source.getProperty(name);
        return value == null ? "" : value.toString();
    }

    /** Hides what looks like a placeholder from Spring. One without an end is none, and needs no hiding. */
    private static String literal(String value) {
        return value.replaceAll("(?s)\\$\\{(?=.*})", "\\\\\\${");
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "...";
    }
}
