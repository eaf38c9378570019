package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a stack keeps its files.
 *
 * @param root the project's folder, with the built jars below it
 * @param state what outlives the processes: data, logs, the status
 */
record StackPaths(Path root, Path state) {

    static StackPaths from(Environment environment) {
        Path root = Path.of("").toAbsolutePath();
        return new StackPaths(root, real(root.resolve(environment.text("LOCAL_STATE_DIR").orElse(".local"))));
    }

    /** A second stack beside the first, which may run at the same time. */
    StackPaths below(String name) {
        return new StackPaths(root, state.resolve(name));
    }

    Path logs() {
        return state.resolve("logs");
    }

    Path log(String program) {
        return logs().resolve(program + ".log");
    }

    Path status() {
        return state.resolve("status");
    }

    Path lock() {
        return state.resolve("lock");
    }

    Path requests() {
        return state.resolve("requests");
    }

    /** The copies of the built programs. All stacks of this project share them, whatever their state folders are. */
    Path programs() {
        return root.resolve(".local/programs");
    }

    /** The built jar of a module, such as {@code order-api} or {@code records/web}. */
    Path jar(String module) {
        return root.resolve(module).resolve("target").resolve(module.replace('/', '-') + ".jar");
    }

    /** A jar that is not ours and that the build puts beside the launcher. */
    Path download(String name) {
        return root.resolve("local/launcher/target/programs").resolve(name + ".jar");
    }

    /** The same folder has one name, whichever links lead to it, also before it is made and after it is deleted. */
    private static Path real(Path path) {
        Path normal = path.normalize();
        try {
            return Files.exists(normal) ? normal.toRealPath() : real(normal.getParent()).resolve(normal.getFileName());
        } catch (IOException e) {
            return normal;
        }
    }
}
