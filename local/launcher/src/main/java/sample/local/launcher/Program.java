package sample.local.launcher;

import java.util.List;
import java.util.Map;

/**
 * Something to run.
 *
 * @param environment on top of the launcher's own
 */
record Program(String name, List<String> command, Map<String, String> environment) {
}
