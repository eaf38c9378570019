package sample.local.launcher;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables that the user has set. One that is set to nothing counts as not set. */
record Environment(Map<String, String> variables) {

    static final Set<String> FOR_EVERY_JVM = Set.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH");

    static Environment ofThisProcess() {
        return new Environment(System.getenv());
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    int port(String name, int otherwise) {
        return text(name).map(text -> parsePort(name, text)).orElse(otherwise);
    }

    /**
     * What the programs of a stack inherit. The options that a user has set for every JVM stay away: two programs cannot share a
     * debugger's port or a heap's size, and {@code SERVICE_JAVA_OPTIONS} is for them. Where SSM is this machine's, the programs
     * talk to this machine alone, so they need no proxy and nothing of an account's.
     */
    Map<String, String> inherited() {
        Map<String, String> environment = new HashMap<>(variables);
        environment.keySet().removeAll(FOR_EVERY_JVM);
        environment.keySet().removeIf(name -> name.startsWith("SPRING_DATASOURCE_"));
        environment.values().removeIf(String::isEmpty);
        if (text("AWS_ENDPOINT_URL").isEmpty()) {
            environment.keySet().removeIf(name -> name.startsWith("AWS_") || name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        } else {
            environment.put("NO_PROXY", "127.0.0.1,localhost");
            environment.put("no_proxy", "127.0.0.1,localhost");
        }
        return environment;
    }

    private static int parsePort(String name, String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new StackException(name + "=" + text + " is not a port: give a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
