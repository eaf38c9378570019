package sample.drill.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sample.drill.findings.Fault;

/** Flips the fault with the scripts that a person would use. Once introduced, closing takes it back. */
final class Scripts implements AutoCloseable {

    /** The scripts themselves give up sooner. */
    private static final Duration MOST = Duration.ofSeconds(150);

    private final Path folder;
    private final Fault fault;
    private final Path log;
    private boolean introduced;

    Scripts(Path folder, Fault fault, Path log) {
        this.folder = folder;
        this.fault = fault;
        this.log = log;
    }

    /** Returns when the fault is in force. */
    synchronized void introduceFault() throws IOException {
        introduced = true;
        run("6-introduce-fault.sh", "--local", "--fault", fault.label());
    }

    /** Returns when normal is in force. */
    synchronized void restoreNormal() throws IOException {
        run("7-restore-normal.sh", "--local");
        introduced = false;
    }

    private void run(String name, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(folder.resolve(name).toString()));
        command.addAll(List.of(args));
        Process script = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        try {
            if (!script.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(name + " does not end: see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name + " was interrupted", e);
        } finally {
            script.destroy();
        }
        if (script.exitValue() != 0) {
            throw new IOException(name + " ended with " + script.exitValue() + ": " + lastLine());
        }
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    @Override
    public synchronized void close() throws IOException {
        if (introduced) {
            restoreNormal();
        }
    }
}
