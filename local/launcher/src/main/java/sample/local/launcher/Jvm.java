package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a Java program is run on this machine. */
final class Jvm {

    /** The quick compiler alone, and the collector that needs least: what is started often and runs for minutes. */
    static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    static final List<String> LAUNCHER_OPTIONS = List.of("-Xmx48m", "-Xss512k", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final StackPaths paths;
    private final Environment environment;
    private final InstalledPrograms installed;

    Jvm(StackPaths paths, Environment environment, InstalledPrograms installed) {
        this.paths = paths;
        this.environment = environment;
        this.installed = installed;
    }

    InstalledPrograms installed() {
        return installed;
    }

    /** What every program inherits. */
    Map<String, String> environment() {
        return environment.inherited();
    }

    /** A program of the stack: the Spring Boot jar {@code jar}, run from a copy. */
    List<String> command(String name, Path jar, List<String> options, String... arguments) throws IOException, InterruptedException {
        return command(StackProcesses.marks(paths, name), installed.application(name, jar), options, List.of(arguments));
    }

    /** A program that runs the copy {@code application}. */
    static List<String> command(List<String> marks, Path application, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(marks);
        command.addAll(SMALL);
        if (options.stream().anyMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
            command.removeIf(option -> option.equals("-XX:+UseSerialGC")); // a JVM refuses two collectors
        }
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(options);
        command.addAll(List.of("-jar", application.toString()));
        command.addAll(arguments);
        return command;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String jarOfThisProcess() {
        return System.getProperty("java.class.path");
    }
}
