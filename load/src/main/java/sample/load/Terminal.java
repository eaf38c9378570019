package sample.load;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a person sees of a run. */
final class Terminal {

    private final PrintStream out;

    Terminal(PrintStream out) {
        this.out = out;
    }

    void start(Settings settings) {
        line("Sending %s; Ctrl-C ends it early.", settings);
        line("%7s %9s %8s %8s %9s %9s  %s", "time", "sent", "rate/s", "waiting", "p50 ms", "p99 ms",
                "answers since the last line");
    }

    void progress(Results.Progress progress) {
        Durations durations = progress.recent().all();
        String answers = progress.recent().byAnswer().entrySet().stream()
                .map(answer -> answer.getKey() + ": " + answer.getValue().count()).collect(Collectors.joining("  "));
        line("%6.0fs %9d %8.1f %8d %9s %9s  %s", progress.seconds(), progress.sent(), progress.rate(),
                progress.waiting(), millis(durations, 50), millis(durations, 99), answers.isEmpty() ? "none" : answers);
    }

    /** Prints what became of all orders: a line for each kind of answer, so that none hides behind another. */
    void summary(Settings settings, Results results, Path orders, Optional<Path> report) {
        line("");
        line("Sent %d orders in %.1f s, %.1f per second (asked for: %s)", results.sent(), results.sendingSeconds(),
                results.rate(), settings);
        line("%14s %9s %8s %9s %9s %9s %9s", "answer", "orders", "share", "p50 ms", "p95 ms", "p99 ms", "max ms");
        Durations all = results.total().all();
        for (Map.Entry<String, Durations> answer : results.total().byAnswer().entrySet()) {
            row(answer.getKey(), answer.getValue(), all.count());
        }
        row("all", all, all.count());
        line("Acknowledged:  %d of %d orders", results.total().acknowledged(), results.sent());
        line("Every request: %s", orders);
        line("HTML report:   %s", report.map(Path::toString).orElse("none, the run was cut off"));
    }

    private void row(String answer, Durations durations, long all) {
        line("%14s %9d %7.2f%% %9s %9s %9s %9s", answer, durations.count(),
                100.0 * durations.count() / Math.max(1, all), millis(durations, 50),
                millis(durations, 95), millis(durations, 99), millis(durations, 100));
    }

    private static String millis(Durations durations, int percent) {
        return durations.count() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", durations.percentile(percent));
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
