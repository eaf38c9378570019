package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Zipkin: one for all stacks of this machine. It goes with the last of them. */
final class Zipkin {

    private Zipkin() {
    }

    static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** Whether what listens on {@code port} is a Zipkin, whoever started it. */
    static boolean answers(int port) {
        return Probe.answers(url(port) + "/health", "zipkin");
    }

    static boolean isRunningOrStarting(int port) {
        return StackProcesses.zipkin(port).isPresent() || answers(port);
    }

    /** By default it keeps half a million spans in memory. 50 000, of some 3 KB each, are one drill, and fit into its heap. */
    static Program program(int port, StackPaths paths, Jvm jvm) throws IOException, InterruptedException {
        return Program.watcher("zipkin", Jvm.command(StackProcesses.zipkinMarks(port),
                jvm.installed().application("zipkin", paths.download("zipkin")), List.of("-Xms32m", "-Xmx384m"), List.of(
                "--armeria.ports[0].ip=127.0.0.1",
                "--armeria.ports[0].port=" + port,
                "--armeria.ports[0].protocols[0]=http",
                "--zipkin.storage.mem.max-spans=50000")), jvm.environment(), () -> answers(port), url(port));
    }

    /** A stack that is about to stop does not count: two that stop at once would each leave it to the other. */
    static boolean isUsedByAnother(StackPaths paths, int port) {
        return StackProcesses.runningStacks().filter(state -> !state.equals(paths.state())).anyMatch(state -> uses(state, port));
    }

    private static boolean uses(Path state, int port) {
        try {
            return StackStatus.read(new StackPaths(state, state)).filter(status -> status.phase() == StackStatus.Phase.STARTING
                    || status.phase() == StackStatus.Phase.READY).map(status -> status.settings().get("ZIPKIN_PORT"))
                    .filter(String.valueOf(port)::equals).isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
