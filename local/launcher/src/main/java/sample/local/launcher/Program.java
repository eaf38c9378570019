package sample.local.launcher;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Something to run.
 *
 * @param environment the whole of it
 * @param ready whether it does its work
 * @param where its address, for people
 * @param archive what makes its start quicker, if it can have that
 * @param onlyWatches whether the stack goes on without it
 */
record Program(String name, List<String> command, Map<String, String> environment, BooleanSupplier ready, String where,
        Optional<ClassArchive> archive, boolean onlyWatches) {

    Program(String name, List<String> command, Map<String, String> environment, BooleanSupplier ready, String where) {
        this(name, command, environment, ready, where, Optional.empty(), false);
    }

    /** A program that watches the others. */
    static Program watcher(String name, List<String> command, Map<String, String> environment, BooleanSupplier ready, String where) {
        return new Program(name, command, environment, ready, where, Optional.empty(), true);
    }
}
