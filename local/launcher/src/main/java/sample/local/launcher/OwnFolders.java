package sample.local.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Folders that the launcher makes. It marks each, and deletes none without the mark: everything else is the user's. */
final class OwnFolders {

    private static final String MARK = ".made-by-the-launcher";

    private OwnFolders() {
    }

    /** Makes a folder with a name that nobody has. */
    static Path create(Path parent, String prefix) throws IOException {
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, prefix);
        Files.createFile(folder.resolve(MARK));
        return folder;
    }

    static boolean isOurs(Path folder) {
        return Files.exists(folder.resolve(MARK));
    }

    /** The folders that are ours and whose names match the glob. */
    static List<Path> find(Path parent, String glob) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, glob)) {
            for (Path folder : folders) {
                if (isOurs(folder)) {
                    found.add(folder);
                }
            }
        }
        return found;
    }

    /** Deletes the folder, unless it is not ours. Another launcher may be deleting it as well. */
    static void delete(Path folder) throws IOException {
        if (!isOurs(folder)) {
            return;
        }
        // The mark goes last but for the folder: what is interrupted here is still ours.
        Path mark = folder.resolve(MARK);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(mark)) {
                    Files.deleteIfExists(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return unlessGone(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                if (!visited.equals(folder)) {
                    Files.deleteIfExists(visited);
                }
                return unlessGone(e);
            }

            private FileVisitResult unlessGone(IOException e) throws IOException {
                if (e != null && !(e instanceof NoSuchFileException)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Files.deleteIfExists(mark);
        Files.deleteIfExists(folder);
    }
}
