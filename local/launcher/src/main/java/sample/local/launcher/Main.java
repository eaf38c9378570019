package sample.local.launcher;

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
 * {@code up} runs a laptop stack until it is stopped, {@code down} stops it: that of the order services, or with
 * {@code records} behind it that of the records lab. A lock on a file says whether a stack runs: the system lets go of it
 * however the launcher ends.
 */
final class Main {

    private static final String LAUNCHER = "launcher";

    private Main() {
    }

    public static void main(String[] args) throws Exception {
        String verb = args.length == 0 ? "" : args[0];
        try {
            boolean records = args.length == 2 && args[1].equals("records");
            StackPaths home = records ? StackPaths.from(System.getenv()).below("records") : StackPaths.from(System.getenv());
            StackDefinition parts = records ? new RecordsStack(home, System.getenv()) : new OrderStack(Settings.from(System.getenv()));
            switch (verb) {
                case "up" -> up(home, parts);
                case "down" -> down(home);
                default -> throw new StackException("usage: up | down [records]");
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

    private static void up(StackPaths home, StackDefinition parts) throws IOException, InterruptedException {
        Files.createDirectories(home.logs());
        Files.createDirectories(home.processes());
        try (FileChannel file = lockFile(home); FileLock lock = file.tryLock()) {
            if (lock == null) {
                System.out.println("It already runs.");
                new Stack(home, parts).printWhereToLook();
                return;
            }
            reportLeftovers(Leftovers.stop(home.processes()));
            Leftovers.note(home.processes().resolve(LAUNCHER), ProcessHandle.current());
            new Stack(home, parts).run();
        }
    }

    private static void down(StackPaths home) throws IOException {
        if (!Files.isDirectory(home.processes())) {
            System.out.println("Nothing runs.");
            return;
        }
        Path note = home.processes().resolve(LAUNCHER);
        Optional<ProcessHandle> launcher = Files.exists(note) ? Leftovers.find(note) : Optional.empty();
        launcher.ifPresent(process -> {
            process.destroy();
            Leftovers.end(process);
        });
        reportLeftovers(Leftovers.stop(home.processes()));
        System.out.println(launcher.isPresent() ? "Stopped. What it keeps is in " + home.state() + "." : "Nothing runs.");
    }

    private static void reportLeftovers(List<String> stopped) {
        if (!stopped.isEmpty()) {
            System.out.println("Stopped what an earlier run left behind: " + String.join(", ", stopped));
        }
    }

    private static FileChannel lockFile(StackPaths home) throws IOException {
        return FileChannel.open(home.state().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void fail(String verb, String message) {
        System.err.println("local-" + verb + ": " + message);
        System.exit(1);
    }
}
