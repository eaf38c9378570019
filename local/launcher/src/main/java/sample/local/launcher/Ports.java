package sample.local.launcher;

import java.util.Map;

/** Ports as the user gives them. */
final class Ports {

    private Ports() {
    }

    static int read(Map<String, String> env, String variable, int otherwise) {
        String text = env.getOrDefault(variable, String.valueOf(otherwise));
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new StackException(variable + "=" + text + " is not a port: give a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
