package sample.contract.settings;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.support.SystemEnvironmentPropertySourceEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Puts the environment variables that a service documents into its properties. Each stands in the service's application.yaml under
 * {@code sample.variables}, with its property and its {@link Kind}. A value is taken as the user wrote it: Spring alone would replace a
 * {@code ${...}} in a password, and take a duration without a unit for milliseconds. An empty variable counts as unset. What Spring's own
 * names set, such as {@code SPRING_DATASOURCE_URL}, comes first.
 */
public final class Variables implements EnvironmentPostProcessor, Ordered {

    /** Where the value in force comes from. */
    public enum Source {
        DEFAULT, ENVIRONMENT;

        @JsonValue
        String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A documented variable as it stands.
     *
     * @param value the value in force, empty when there is none
     * @param source {@code environment} when the variable or one of Spring's own names for it is set
     */
    public record Setting(String name, String value, Source source) {
    }

    /** The property source of the wrong variables: each with the sentence for the user. */
    static final String WRONG = "wrong variables";

    private static final String NAME = "documented variables";
    private static final String ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    private static final Bindable<Map<String, String>> TABLE = Bindable.mapOf(String.class, String.class);

    /** A row of the table. */
    private record Variable(String name, String property, Kind kind) {

        static Variable of(Map.Entry<String, String> row) {
            String[] words = row.getValue().split(" ");
            return new Variable(row.getKey(), words[0], Kind.valueOf(words[1].toUpperCase(Locale.ROOT)));
        }
    }

    /** Every documented variable but the secret ones, in the order of the table. */
    public static List<Setting> inForce(ConfigurableEnvironment environment) {
        return table(environment).stream().filter(variable -> variable.kind != Kind.SECRET)
                .map(variable -> new Setting(variable.name,
                        shown(variable.kind.shown(environment.getProperty(variable.property, ""))), sourceOf(variable, environment)))
                .toList();
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        List<Variable> table = table(environment);
        Map<String, Object> values = new HashMap<>();
        Map<String, Object> wrong = new LinkedHashMap<>();
        for (Variable variable : table) {
            String text = written(environment, variable.name);
            if (text.isEmpty()) {
                continue;
            }
            String value = variable.kind.read(text);
            if (value != null) {
                values.put(variable.property, literal(value));
            } else {
                wrong.put(variable.name, "%s=%s: must be %s".formatted(variable.name, shown(text), variable.kind.rule()));
            }
        }
        hide(table, environment, application);
        environment.getPropertySources().addAfter(ENVIRONMENT, new MapPropertySource(NAME, values));
        environment.getPropertySources().addLast(new MapPropertySource(WRONG, wrong));
    }

    /** After application.yaml is read. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    private static List<Variable> table(ConfigurableEnvironment environment) {
        return Binder.get(environment).bind("sample.variables", TABLE).orElse(Map.of()).entrySet().stream().map(Variable::of).toList();
    }

    /** Spring would take {@code MYSQL_HOST} for {@code mysql.host} by itself, also when it is empty. */
    private static void hide(List<Variable> table, ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.get(ENVIRONMENT) instanceof SystemEnvironmentPropertySource all) {
            Map<String, Object> others = new HashMap<>(all.getSource());
            table.forEach(variable -> others.remove(variable.name));
            sources.replace(ENVIRONMENT, new SystemEnvironmentPropertySource(ENVIRONMENT, others));
            // Spring Boot's own, which knows of each value where it comes from.
            new SystemEnvironmentPropertySourceEnvironmentPostProcessor().postProcessEnvironment(environment, application);
        }
    }

    /** The text of a variable as it was set, with nothing replaced in it; empty if it is not set. */
    private static String written(ConfigurableEnvironment environment, String name) {
        return sources(environment).map(source -> source.getProperty(name)).filter(text -> text != null && !text.toString().isEmpty())
                .findFirst().map(Object::toString).orElse("");
    }

    private static Source sourceOf(Variable variable, ConfigurableEnvironment environment) {
        return sources(environment).filter(source -> source.containsProperty(variable.property)).findFirst()
                .filter(source -> !(source instanceof OriginTrackedMapPropertySource)).map(source -> Source.ENVIRONMENT).orElse(Source.DEFAULT);
    }

    private static Stream<PropertySource<?>> sources(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream().filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source));
    }

    /** Hides what looks like a placeholder from Spring. One without an end is none, and needs no hiding. */
    private static String literal(String value) {
        int end = value.lastIndexOf('}') + 1;
        return value.substring(0, end).replace("${", "\\${") + value.substring(end);
    }

    /** One line of at most 100 characters, without credentials. */
    private static String shown(String text) {
        int at = text.lastIndexOf('@');
        int user = text.startsWith("//", text.indexOf(':') + 1) ? text.indexOf("//") + 2 : 0;
        String open = at < user ? text : text.substring(0, user) + "***" + text.substring(at);
        String line = open.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= 100 ? line : line.substring(0, 100) + "...";
    }
}
