package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFoldersTest {

    @TempDir
    private Path folder;

    @Test
    void whatTheLauncherMadeIsDeletedWithItsContent() throws IOException {
        Path own = OwnFolders.create(folder.resolve("new"), "data-");
        Files.writeString(Files.createDirectories(own.resolve("a/b")).resolve("file"), "x");

        OwnFolders.delete(own);

        assertThat(own).doesNotExist();
    }

    @Test
    void twoMayDeleteTheSameAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path own = OwnFolders.create(folder, "data-");
            for (int i = 0; i < 100; i++) {
                Files.createFile(Files.createDirectories(own.resolve("a" + i / 10)).resolve("file" + i));
            }
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Callable<Void> delete = () -> {
                    OwnFolders.delete(own);
                    return null;
                };
                for (Future<Void> deleted : threads.invokeAll(List.of(delete, delete))) {
                    deleted.get();
                }
            }
            assertThat(own).doesNotExist();
        }
    }

    @Test
    void whatSomebodyElseMadeStays() throws IOException {
        Path other = Files.createDirectories(folder.resolve("data-mine"));
        Files.writeString(other.resolve("file"), "precious");

        OwnFolders.delete(other);

        assertThat(OwnFolders.find(folder, "data-*")).isEmpty();
        assertThat(other.resolve("file")).hasContent("precious");
    }

    @Test
    void aLinkToSomebodyElsesFolderIsDeletedAndTheFolderStays() throws IOException {
        Path other = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(other.resolve("file"), "precious");
        Path own = OwnFolders.create(folder, "data-");
        Files.createSymbolicLink(own.resolve("link"), other);

        OwnFolders.delete(own);

        assertThat(other.resolve("file")).hasContent("precious");
    }
}
