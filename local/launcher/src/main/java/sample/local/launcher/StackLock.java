package sample.local.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One process at a time may start or clean up a stack. The system opens the lock however its holder ends. */
record StackLock(FileChannel file) implements Closeable {

    static Optional<StackLock> tryTake(StackPaths paths) throws IOException {
        Files.createDirectories(paths.state());
        FileChannel file = FileChannel.open(paths.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            return Optional.empty();
        }
        return Optional.of(new StackLock(file));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
