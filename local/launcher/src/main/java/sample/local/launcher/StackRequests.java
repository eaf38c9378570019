package sample.local.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What a user asks of a running launcher: to stop, start or restart one program. A request is a file that is named after the
 * program and holds the verb. The launcher deletes it when it has begun to do it.
 */
final class StackRequests {

    enum Verb {
        STOP, START, RESTART
    }

    private StackRequests() {
    }

    static void put(StackPaths paths, String program, Verb verb) throws IOException {
        Files.createDirectories(paths.requests());
        // Written elsewhere first: the launcher never reads half a request.
        Path written = Files.writeString(paths.state().resolve("request.next"), verb.name());
        Files.move(written, paths.requests().resolve(program), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static boolean isTaken(StackPaths paths, String program) {
        return Files.notExists(paths.requests().resolve(program));
    }

    /** Begins to do what is asked for. */
    static void take(StackPaths paths, List<ManagedProcess> processes) throws IOException {
        if (!Files.isDirectory(paths.requests())) {
            return;
        }
        try (DirectoryStream<Path> requests = Files.newDirectoryStream(paths.requests())) {
            for (Path request : requests) {
                Verb verb = Verb.valueOf(Files.readString(request).strip());
                processes.stream().filter(process -> process.name().equals(request.getFileName().toString()))
                        .forEach(process -> process.request(verb));
                Files.delete(request);
            }
        }
    }

    /** What was asked of an earlier launcher. */
    static void forget(StackPaths paths) throws IOException {
        take(paths, List.of());
    }
}
