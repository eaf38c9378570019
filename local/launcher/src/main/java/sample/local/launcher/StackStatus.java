package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a launcher says about its stack, in a file of {@code name=value} lines. The scripts and other programs read it, so
 * what they print comes from what runs.
 *
 * @param launcher the launcher's process id
 * @param jar the jar that the launcher runs from
 * @param message what it is doing, or why it failed; empty when there is nothing to say
 * @param settings the settings in force, as the variables that set them
 * @param programs each program's state, process id (0 if none) and restarts, as text
 */
record StackStatus(Phase phase, long launcher, String jar, String message, Map<String, String> settings, Map<String, String> programs) {

    enum Phase {
        STARTING, READY, STOPPING, STOPPED, FAILED
    }

    private static final String SETTING = "setting.";
    private static final String PROGRAM = "program.";

    static Optional<StackStatus> read(StackPaths paths) throws IOException {
        if (!Files.isRegularFile(paths.status())) {
            return Optional.empty();
        }
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line : Files.readAllLines(paths.status())) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                lines.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        try {
            return Optional.of(new StackStatus(Phase.valueOf(lines.getOrDefault("phase", "").toUpperCase(Locale.ROOT)),
                    Long.parseLong(lines.getOrDefault("launcher", "")), lines.getOrDefault("jar", ""),
                    lines.getOrDefault("message", ""), below(SETTING, lines), below(PROGRAM, lines)));
        } catch (IllegalArgumentException e) {
            // Damaged: it says nothing about what runs.
            return Optional.empty();
        }
    }

    /** Replaces the file as a whole, so that a reader never sees half of it. */
    void write(StackPaths paths) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, "phase", phase.name().toLowerCase(Locale.ROOT));
        line(text, "launcher", String.valueOf(launcher));
        line(text, "jar", jar);
        line(text, "message", message);
        settings.forEach((name, value) -> line(text, SETTING + name, value));
        programs.forEach((name, value) -> line(text, PROGRAM + name, value));
        Path next = paths.status().resolveSibling("status.next");
        Files.writeString(next, text);
        Files.move(next, paths.status(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(value.replaceAll("\\R", " ")).append('\n');
    }

    private static Map<String, String> below(String prefix, Map<String, String> lines) {
        Map<String, String> found = new TreeMap<>();
        lines.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }
}
