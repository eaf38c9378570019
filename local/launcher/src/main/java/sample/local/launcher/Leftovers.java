package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The processes that a killed launcher left behind. Each is known by its id and its start, so that a process of
 * somebody else's that was given the same id later is left alone.
 */
final class Leftovers {

    /** More than a launcher needs, which waits 30 s for the services and then 30 s for the database. */
    private static final Duration TO_STOP = Duration.ofSeconds(75);

    private Leftovers() {
    }

    static void note(Path file, ProcessHandle process) throws IOException {
        Files.writeString(file, process.pid() + " " + startOf(process) + "\n");
    }

    static Optional<ProcessHandle> find(Path note) throws IOException {
        String[] words = Files.readString(note).strip().split(" ");
        return words.length != 2 || !words[0].matches("[0-9]{1,18}")
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(words[0])).filter(process -> startOf(process).equals(words[1]));
    }

    /** Stops what is left and returns the names. */
    static List<String> stop(Path notes) throws IOException {
        if (!Files.isDirectory(notes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(notes)) {
            List<Path> all = files.toList();
            List<Path> alive = new ArrayList<>();
            for (Path note : all) {
                if (find(note).map(ProcessHandle::destroy).orElse(false)) {
                    alive.add(note);
                }
            }
            for (Path note : alive) {
                find(note).ifPresent(Leftovers::end);
            }
            for (Path note : all) {
                Files.delete(note);
            }
            return alive.stream().map(note -> note.getFileName().toString()).toList();
        }
    }

    static void end(ProcessHandle process) {
        try {
            process.onExit().get(TO_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
