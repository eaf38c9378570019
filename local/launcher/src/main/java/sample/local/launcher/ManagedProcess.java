package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that the launcher runs: one process, one log, and a note on disk that outlives a killed launcher. */
final class ManagedProcess {

    private static final Duration TO_START = Duration.ofSeconds(180);
    private static final Duration TO_STOP = Duration.ofSeconds(30);

    private final String name;
    private final Path log;
    private final Path note;
    private final String script;
    private final Process process;
    private final Instant started = Instant.now();

    private ManagedProcess(String name, Path log, Path note, String script, Process process) {
        this.name = name;
        this.log = log;
        this.note = note;
        this.script = script;
        this.process = process;
    }

    /**
     * Starts the program with its environment on top of the launcher's own.
     *
     * @param script what starts it again
     */
    static ManagedProcess start(Program program, StackPaths home, String script) throws IOException {
        Path log = home.logs().resolve(program.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(program.command()).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(program.environment());
        Process process = builder.start();
        Path note = home.processes().resolve(program.name());
        Leftovers.note(note, process.toHandle());
        return new ManagedProcess(program.name(), log, note, script, process);
    }

    String name() {
        return name;
    }

    /** Waits until {@code ready} and returns how long that took since the start. */
    Duration await(BooleanSupplier ready) throws InterruptedException {
        Instant deadline = started.plus(TO_START);
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw died();
            }
            if (Instant.now().isAfter(deadline)) {
                throw new StackException("%s was not ready within %d s: see %s".formatted(name, TO_START.toSeconds(), log));
            }
            Thread.sleep(200);
        }
        return Duration.between(started, Instant.now());
    }

    CompletableFuture<ManagedProcess> exit() {
        return process.onExit().thenApply(ended -> this);
    }

    StackException died() {
        return new StackException("%s died with exit status %d: see %s, then run %s again"
                .formatted(name, process.exitValue(), log, script));
    }

    void requestStop() {
        process.destroy();
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            // It will be found stale and deleted by the next start.
        }
    }
}
