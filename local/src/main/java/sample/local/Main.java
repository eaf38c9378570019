package sample.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * {@code up} runs the laptop stack until it is stopped, {@code down} stops it. A lock on a file says whether a stack
 * runs: the system lets go of it however the launcher ends.
 */
final class Main {

    private static final String LAUNCHER = "launcher";

    private Main() {
    }

    public static void main(String[] args) throws Exception {
        String verb = args.length == 1 ? args[0] : "";
        try {
            Settings settings = Settings.from(System.getenv());
            switch (verb) {
                case "up" -> up(settings);
                case "down" -> down(settings);
                default -> throw new StackException("usage: up | down");
            }
        } catch (StackException e) {
            fail(verb, e.getMessage());
        } catch (FileSystemException e) {
            fail(verb, "%s: %s; free some space or mend the folder, then run it again".formatted(e.getFile(),
                    Optional.ofNullable(e.getReason()).orElse(e.getClass().getSimpleName())));
        } catch (IOException e) {
            fail(verb, e.getMessage());
        }
    }

    private static void up(Settings settings) throws IOException, InterruptedException {
        Files.createDirectories(settings.logs());
        Files.createDirectories(settings.processes());
        try (FileChannel file = lockFile(settings); FileLock lock = file.tryLock()) {
            if (lock == null) {
                System.out.println("It already runs.");
                Stack.printWhereToLook(settings);
                return;
            }
            reportLeftovers(Leftovers.stop(settings.processes()));
            Leftovers.note(settings.processes().resolve(LAUNCHER), ProcessHandle.current());
            new Stack(settings).run();
        }
    }

    private static void down(Settings settings) throws IOException {
        if (!Files.isDirectory(settings.processes())) {
            System.out.println("Nothing runs.");
            return;
        }
        Path note = settings.processes().resolve(LAUNCHER);
        Optional<ProcessHandle> launcher = Files.exists(note) ? Leftovers.find(note) : Optional.empty();
        launcher.ifPresent(process -> {
            process.destroy();
            Leftovers.end(process);
        });
        reportLeftovers(Leftovers.stop(settings.processes()));
        System.out.println(launcher.isPresent() ? "Stopped. The data stay in " + settings.state() + "." : "Nothing runs.");
    }

    private static void reportLeftovers(List<String> stopped) {
        if (!stopped.isEmpty()) {
            System.out.println("Stopped what an earlier run left behind: " + String.join(", ", stopped));
        }
    }

    private static FileChannel lockFile(Settings settings) throws IOException {
        return FileChannel.open(settings.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void fail(String verb, String message) {
        System.err.println("local-" + verb + ": " + message);
        System.exit(1);
    }
}
