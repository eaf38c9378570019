package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a stack is made of. */
interface StackDefinition {

    /** The script that starts it, for messages. */
    String script();

    /** What has to be built before anything can be run. */
    List<Path> files();

    /** The ports that it listens on, by the variable that moves each. Zipkin's is not among them. */
    Map<String, Integer> ports();

    int zipkinPort();

    /** What else the user can set, by variable; without what is not set. */
    default Map<String, String> otherSettings() {
        return Map.of();
    }

    /** Everything that the user can set and that another start must not silently change, by variable. */
    default Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(otherSettings());
        ports().forEach((name, port) -> settings.put(name, port.toString()));
        settings.put("ZIPKIN_PORT", String.valueOf(zipkinPort()));
        return settings;
    }

    /**
     * Makes what the programs need, and returns them in the order in which they depend on each other: each may need those
     * before it. They are stopped in the opposite order.
     */
    List<Program> prepare(Jvm jvm) throws IOException, InterruptedException;

    /** Whether the stack does what it is for, once every program is ready. */
    boolean isUsable();

    String whereToLook();
}
