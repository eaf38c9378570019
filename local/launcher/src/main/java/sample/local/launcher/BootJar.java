package sample.local.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * A jar with jars in it, as Spring Boot makes them. Boot's own tools can take one apart only where Spring itself is in it, and
 * most of the laptop's programs are not Spring's.
 */
final class BootJar {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String CLASS_PATH = "BOOT-INF/classpath.idx";

    private BootJar() {
    }

    /** Puts the program's own classes into the jar {@code application} of the folder, and its libraries into {@code lib}. */
    static void takeApart(Path jar, Path folder, String application) throws IOException {
        try (JarFile boot = new JarFile(jar.toFile())) {
            List<String> libraries = libraries(boot);
            Path lib = Files.createDirectories(folder.resolve("lib"));
            for (String library : libraries) {
                try (InputStream in = boot.getInputStream(boot.getEntry(library))) {
                    Files.copy(in, lib.resolve(fileName(library)));
                }
            }
            Manifest manifest = manifest(boot.getManifest(), libraries);
            try (OutputStream file = Files.newOutputStream(folder.resolve(application)); JarOutputStream out = new JarOutputStream(file, manifest)) {
                copyClasses(boot, out);
            }
        }
    }

    private static List<String> libraries(JarFile boot) throws IOException {
        try (InputStream in = boot.getInputStream(boot.getEntry(CLASS_PATH))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(line -> line.replaceAll("^- \"|\"$", "")).toList();
        }
    }

    private static Manifest manifest(Manifest boot, List<String> libraries) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, boot.getMainAttributes().getValue("Start-Class"));
        attributes.put(Attributes.Name.CLASS_PATH, libraries.stream().map(library -> "lib/" + fileName(library)).collect(Collectors.joining(" ")));
        return manifest;
    }

    private static void copyClasses(JarFile boot, JarOutputStream out) throws IOException {
        for (JarEntry entry : boot.stream().filter(entry -> entry.getName().startsWith(CLASSES)).toList()) {
            String name = entry.getName().substring(CLASSES.length());
            if (!name.isEmpty()) {
                JarEntry copy = new JarEntry(name);
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                try (InputStream in = boot.getInputStream(entry)) {
                    in.transferTo(out);
                }
                out.closeEntry();
            }
        }
    }

    private static String fileName(String library) {
        return library.substring(library.lastIndexOf('/') + 1);
    }
}
