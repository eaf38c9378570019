package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An archive of a Spring Boot program's classes, loaded and linked (an AOT cache of JDK 25). It halves the processor time of a
 * start. It lies beside the program's copy and is made once, in the background; without it a start only takes longer.
 */
final class ClassArchive {

    private static final int FIRST_JDK = 25;

    /** The archive is refused unless the run has the same options as the run that made it. The agent adds this module. */
    private static final List<String> OPTIONS = List.of("--add-modules", "java.instrument");

    private final StackPaths paths;
    private final String program;
    private final Path application;
    private final List<String> options;

    /** @param options the JVM options of the program that decide on what can be archived, such as the collector's */
    ClassArchive(StackPaths paths, String program, Path application, List<String> options) {
        this.paths = paths;
        this.program = program;
        this.application = application;
        this.options = options;
    }

    String program() {
        return program;
    }

    boolean isMissing() {
        return Runtime.version().feature() >= FIRST_JDK && Files.notExists(file());
    }

    /** What makes a JVM use it. A JVM that cannot use it after all goes on without it. */
    List<String> use() {
        if (Files.notExists(file())) {
            return List.of();
        }
        List<String> all = new ArrayList<>(OPTIONS);
        all.addAll(List.of("-XX:AOTCache=" + file(), "-Xlog:aot=off", "-Xlog:cds=off"));
        return all;
    }

    /**
     * Starts the program once, without the agent, up to where it would serve, and archives what it loaded. Both steps run when the
     * processors have nothing else to do.
     */
    void make(Map<String, String> environment) throws IOException, InterruptedException {
        Path unfinished = application.resolveSibling(file().getFileName() + "." + ProcessHandle.current().pid());
        Path record = application.resolveSibling(unfinished.getFileName() + ".record");
        try {
            run(environment, List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record, "-Dspring.context.exit=onRefresh",
                    "-Dserver.port=0"), List.of("-jar", application.toString()));
            run(environment, List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + record, "-XX:AOTCache=" + unfinished),
                    List.of("-cp", application.toString()));
            Files.move(unfinished, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(record);
            Files.deleteIfExists(unfinished);
        }
    }

    private void run(Map<String, String> environment, List<String> mode, List<String> what) throws IOException, InterruptedException {
        String name = "archive-of-" + program;
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19", Jvm.java()));
        command.addAll(StackProcesses.marks(paths, name));
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(mode);
        command.addAll(what);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(paths.log(name).toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("ended with " + status + ": see " + paths.log(name));
            }
        } finally {
            process.destroyForcibly(); // while it writes the archive, it hears no other signal
        }
    }

    /** A JVM takes only archives of its own making. */
    private Path file() {
        return application.resolveSibling("jdk-" + Runtime.version() + ".aot");
    }
}
