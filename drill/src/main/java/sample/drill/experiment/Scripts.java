package sample.drill.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sample.drill.findings.Fault;

/** Flips the fault with the scripts that a person would use. Once introduced, closing takes it back. */
final class Scripts implements AutoCloseable {

    private static final String INTRODUCE = "6-introduce-fault.sh";
    private static final String RESTORE = "7-restore-normal.sh";

    /** The scripts themselves give up sooner. */
    private static final Duration TIMEOUT = Duration.ofSeconds(150);

    private final Path folder;
    private final Fault fault;
    private final Path log;
    private Outcome outcome = Outcome.UNTOUCHED;
    private boolean closed;

    private enum Outcome {

        UNTOUCHED("nothing was changed"),
        INTRODUCED("the fault may still be in force, run scripts/7-restore-normal.sh --local"),
        RESTORED("normal was restored, the fault is gone");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }
    }

    Scripts(Path folder, Fault fault, Path log) {
        this.folder = folder;
        this.fault = fault;
        this.log = log;
    }

    /** Returns when the fault is in force. */
    synchronized void introduceFault() throws IOException {
        if (closed) {
            // The drill is being interrupted, and nobody would take this fault back.
            throw new IOException("no fault is introduced any more");
        }
        outcome = Outcome.INTRODUCED;
        run(INTRODUCE, List.of(path(INTRODUCE), "--local", "--fault", fault.label()));
    }

    /** Returns when normal is in force. Does nothing when no fault was introduced. */
    synchronized void restoreNormal() throws IOException {
        if (outcome == Outcome.INTRODUCED) {
            // Ctrl-C reaches every process on the terminal. This one has to go on, also when it is pressed twice.
            run(RESTORE, List.of("bash", "-c", "trap '' INT; exec \"$0\" --local", path(RESTORE)));
            outcome = Outcome.RESTORED;
        }
    }

    /** What became of the fault, in words for the terminal. */
    synchronized String outcome() {
        return outcome.words;
    }

    private void run(String name, List<String> command) throws IOException {
        Process script = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        try {
            if (!script.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
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

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        restoreNormal();
    }
}
