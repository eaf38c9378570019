package sample.local.launcher;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a stack keeps its files.
 *
 * @param root the project's folder, with the built jars below it
 * @param state what outlives the processes: data, logs, process ids
 */
record StackPaths(Path root, Path state) {

    static StackPaths from(Map<String, String> env) {
        Path root = Path.of("").toAbsolutePath();
        return new StackPaths(root, root.resolve(env.getOrDefault("LOCAL_STATE_DIR", ".local")).normalize());
    }

    /** A second stack beside the first, which may run at the same time. */
    StackPaths below(String name) {
        return new StackPaths(root, state.resolve(name));
    }

    Path logs() {
        return state.resolve("logs");
    }

    Path processes() {
        return state.resolve("processes");
    }

    /** The jar of a module, such as {@code order-api} or {@code records/web}. */
    Path jar(String module) {
        return root.resolve(module).resolve("target").resolve(module.replace('/', '-') + ".jar");
    }

    Path program(String jar) {
        return root.resolve("local/launcher/target/programs").resolve(jar);
    }
}
