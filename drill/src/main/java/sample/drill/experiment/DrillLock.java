package sample.drill.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lets one drill run at a time on a stack: two would count each other's load and fault as their own. The operating
 * system releases the lock when the process ends, also after kill -9. The file stays.
 */
final class DrillLock implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private DrillLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static DrillLock open(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return new DrillLock(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new DrillException("cannot open the lock file " + file + ": " + e);
        }
    }

    /** Takes the lock, or refuses at once when another drill holds it. */
    void take() throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // Held within this process, as in tests.
        }
        throw new DrillException("another drill is running and holds " + file + ": wait until it ends");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
