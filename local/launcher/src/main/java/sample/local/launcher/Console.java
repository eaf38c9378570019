package sample.local.launcher;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the launcher says. Its standard output is its log, which the user's terminal follows. */
final class Console {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** One event: a part of the stack, and what happened to it. */
    synchronized void say(String what, String event) {
        System.out.printf(Locale.ROOT, "%s  %-12s  %s%n", LocalTime.now().format(TIME), what, event);
    }

    synchronized void print(String text) {
        System.out.println(text);
    }
}
