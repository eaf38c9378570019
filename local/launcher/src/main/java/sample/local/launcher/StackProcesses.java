package sample.local.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the processes of a stack by what stands on their command lines. That still works when the launcher was killed, and
 * it cannot mistake somebody else's process for one of the stack's.
 */
final class StackProcesses {

    static final String LAUNCHER = "launcher";

    private static final String STACK = "-Dsample.stack=";
    private static final String PROGRAM = "-Dsample.program=";
    private static final String ZIPKIN = "-Dsample.zipkin=";
    /** mariadbd refuses options that it does not know, so it is known by one that it needs. */
    private static final String PID_FILE = "--pid-file=";

    /** More than a program needs, which waits up to 20 s for its requests. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** More than a launcher needs, which stops its programs one after the other. */
    private static final Duration LAUNCHER_TIMEOUT = Duration.ofSeconds(120);

    private StackProcesses() {
    }

    /** What a JVM of the stack has on its command line. */
    static List<String> marks(StackPaths paths, String program) {
        return List.of(STACK + paths.state(), PROGRAM + program);
    }

    /** Zipkin belongs to no stack. */
    static List<String> zipkinMarks(int port) {
        return List.of(ZIPKIN + port, PROGRAM + "zipkin");
    }

    static String mariaDbMark(StackPaths paths) {
        return PID_FILE + paths.state().resolve("mariadb/pid");
    }

    /** The launchers of the stack. Of two that start at once, one gives up soon. */
    static List<ProcessHandle> launchers(StackPaths paths) {
        return of(paths).filter(StackProcesses::isLauncher).toList();
    }

    static Optional<ProcessHandle> launcher(StackPaths paths, long pid) {
        return launchers(paths).stream().filter(process -> process.pid() == pid).findFirst();
    }

    /** The folders of the stacks whose launchers run. */
    static Stream<Path> runningStacks() {
        return mine().filter(StackProcesses::isLauncher).flatMap(process -> value(process, STACK).stream()).map(Path::of);
    }

    static Optional<ProcessHandle> zipkin(int port) {
        return mine().filter(process -> hasArgument(process, ZIPKIN + port)).findFirst();
    }

    /** Whether a process that runs has {@code path} on its command line. */
    static boolean isUsed(Path path) {
        return mine().anyMatch(process -> Arrays.stream(arguments(process)).anyMatch(argument -> argument.contains(path.toString()))
                || process.info().command().orElse("").startsWith(path.toString()));
    }

    /** Stops the programs of a stack whose launcher is gone, the newest first, and returns their names. */
    static List<String> stopLeftovers(StackPaths paths) {
        return stopLeftovers(paths, process -> false);
    }

    /** Stops those of a stack's programs that are not {@code wanted}, the newest first, and returns their names. */
    static List<String> stopLeftovers(StackPaths paths, Predicate<ProcessHandle> wanted) {
        List<ProcessHandle> left = of(paths).filter(process -> !isLauncher(process) && !wanted.test(process))
                .sorted(Comparator.comparing((ProcessHandle process) -> process.info().startInstant().orElseThrow()).reversed())
                .toList();
        List<String> names = left.stream().map(process -> value(process, PROGRAM).orElse("mariadb")).toList();
        left.forEach(process -> stop(process, TIMEOUT));
        return names;
    }

    static void stop(ProcessHandle process) {
        stop(process, isLauncher(process) ? LAUNCHER_TIMEOUT : TIMEOUT);
    }

    private static void stop(ProcessHandle process, Duration timeout) {
        process.destroy();
        try {
            process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Stream<ProcessHandle> of(StackPaths paths) {
        return mine().filter(process -> hasArgument(process, STACK + paths.state()) || hasArgument(process, mariaDbMark(paths)));
    }

    private static boolean isLauncher(ProcessHandle process) {
        return hasArgument(process, PROGRAM + LAUNCHER);
    }

    /** The command lines of other users' processes cannot be read. */
    private static Stream<ProcessHandle> mine() {
        return ProcessHandle.allProcesses();
    }

    private static boolean hasArgument(ProcessHandle process, String argument) {
        return Arrays.asList(arguments(process)).contains(argument);
    }

    private static Optional<String> value(ProcessHandle process, String name) {
        return Arrays.stream(arguments(process)).filter(argument -> argument.startsWith(name)).findFirst()
                .map(argument -> argument.substring(name.length()));
    }

    private static String[] arguments(ProcessHandle process) {
        return process.info().arguments().orElse(new String[0]);
    }
}
