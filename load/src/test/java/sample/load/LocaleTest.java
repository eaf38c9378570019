package sample.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turkish has a decimal comma and an i of its own, Egyptian Arabic has other digits; neither changes what is shown. */
class LocaleTest {

    @TempDir
    private Path folder;

    private final Locale usual = Locale.getDefault();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "ar-EG"})
    void everyNumberHasAPointAndPlainDigits(String locale) throws IOException {
        Locale.setDefault(Locale.forLanguageTag(locale));
        Settings settings = Settings.parse(Map.of(), "--burst", "--rate", "7");
        Tally recent = new Tally();
        recent.add("200", 583);
        Path orders = folder.resolve("orders.csv");
        Results results = Results.in(orders);
        results.sent("order-1");
        results.over("order-1", 200, "");
        results.close();

        Terminal terminal = new Terminal(new PrintStream(printed, true, StandardCharsets.UTF_8));
        terminal.start(settings);
        terminal.progress(new Results.Progress(12.04, 720, 59.96, 3, recent));
        terminal.summary(settings, results, Path.of("orders.csv"), Optional.empty());

        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Sending 7 orders per second, 70 in every other minute, for 120 s to http://127.0.0.1:8080;")
                .contains("    12s       720     60.0        3      58.3      58.3  200: 1")
                .containsPattern("Sent 1 orders in 0\\.0 s, 1\\.0 per second")
                .containsPattern(" all +1 +100\\.00%( +[0-9]+\\.[0-9]){4}");
        assertThat(Files.readAllLines(orders)).last().asString().matches("[0-9]{13},[0-9]+\\.[0-9],200,,order-1");
        assertThatExceptionOfType(LoadException.class).isThrownBy(() -> Settings.parse(Map.of(), "--rate", "0"))
                .withMessage("--rate must be a whole number from 1 to 2000, not 0");
    }
}
