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
 */
record Program(String name, List<String> command, Map<String, String> environment, BooleanSupplier ready, String where,
        Optional<ClassArchive> archive) {

    Program(String name, List<String> command, Map<String, String> environment, BooleanSupplier ready, String where) {
        this(name, command, environment, ready, where, Optional.empty());
    }
}
