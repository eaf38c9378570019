package sample.local.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows on the terminal what is appended to a log, line by line. */
final class LogTail {

    private final Path log;
    private final Terminal terminal;
    private long shown;

    /** Begins at the end of the log, which is made if there is none. */
    LogTail(Path log, Terminal terminal) throws IOException {
        this.log = log;
        this.terminal = terminal;
        Files.createDirectories(log.getParent());
        if (!Files.exists(log)) {
            Files.createFile(log);
        }
        shown = Files.size(log);
    }

    void showNew() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(file.length() - shown, 1 << 20))];
            file.seek(shown);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int whole = text.lastIndexOf('\n') + 1;
            shown += whole;
            if (whole > 0) {
                terminal.print(new String(bytes, 0, whole - 1, StandardCharsets.UTF_8));
            }
        }
    }
}
