package sample.local.launcher;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** Says in one line what went wrong with a file. */
final class Failures {

    private Failures() {
    }

    static String oneLine(IOException e) {
        if (e instanceof FileSystemException file) {
            return "%s: %s; free some space, or make the folder writable, then run it again".formatted(file.getFile(),
                    Optional.ofNullable(file.getReason()).orElse(e.getClass().getSimpleName()));
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }
}
