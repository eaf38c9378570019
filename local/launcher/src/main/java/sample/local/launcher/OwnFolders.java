package sample.local.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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

    static void delete(Path folder) throws IOException {
        if (!isOurs(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = new ArrayList<>(tree.sorted(Comparator.reverseOrder()).toList());
        }
        // The mark goes last but for the folder: what is interrupted here is still ours.
        Path mark = folder.resolve(MARK);
        all.remove(mark);
        all.add(all.size() - 1, mark);
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
