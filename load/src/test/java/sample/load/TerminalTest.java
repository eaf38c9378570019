package sample.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void aLineOfProgressTellsTheLastSeconds() {
        Tally recent = new Tally();
        recent.add("200", 583);
        recent.add("200", 601);
        recent.add("503", 20_004);

        terminal.progress(new Results.Progress(12.04, 720, 59.96, 3, recent));

        assertThat(lines()).containsExactly("    12s       720     60.0        3      60.1    2000.4  200: 2  503: 1");
    }

    @Test
    void aLineOfProgressSaysWhenNothingWasAnswered() {
        terminal.progress(new Results.Progress(2, 120, 60, 120, new Tally()));

        assertThat(lines()).containsExactly("     2s       120     60.0      120         -         -  none");
    }

    @Test
    void theSummaryCountsFailuresBesideSuccesses(@TempDir Path folder) throws IOException {
        Settings settings = Settings.parse(Map.of());
        Results results = Results.in(folder.resolve("orders.csv"));
        for (int i = 0; i < 4; i++) {
            results.sent("order-" + i);
        }
        results.over("order-0", 200, "");
        results.over("order-1", 503, "");
        results.over("order-2", 0, "connect");
        results.close();

        terminal.summary(settings, results, Path.of("orders.csv"), Optional.of(Path.of("index.html")));

        assertThat(lines()).anyMatch(line -> line.startsWith("Sent 4 orders in 0."))
                .anyMatch(line -> line.matches(" +200 +1 +25\\.00%( +\\d+\\.\\d){4}"))
                .anyMatch(line -> line.matches(" +503 +1 +25\\.00%.*"))
                .anyMatch(line -> line.matches(" +connect +1 +25\\.00%.*"))
                .anyMatch(line -> line.matches(" +unfinished +1 +25\\.00%.*"))
                .anyMatch(line -> line.matches(" +all +4 +100\\.00%.*"))
                .contains("Acknowledged:  1 of 4 orders", "Every request: orders.csv", "HTML report:   index.html");
    }

    private String[] lines() {
        return printed.toString(StandardCharsets.UTF_8).split("\n");
    }
}
