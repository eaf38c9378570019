package sample.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sample.load.Settings.Phase;

class SettingsTest {

    @Test
    void sendsTheDefaultLoadToThisMachine() {
        Settings settings = Settings.parse(Map.of());

        assertThat(settings.target()).isEqualTo(URI.create("http://127.0.0.1:8080"));
        assertThat(settings.phases()).containsExactly(new Phase(60, 60));
        assertThat(settings.out().toString()).matches(".local/load/\\d{8}T\\d{6}Z");
    }

    @Test
    void theResultsGoBelowTheStateFolderUnlessItsVariableIsEmpty() {
        assertThat(Settings.parse(Map.of("LOCAL_STATE_DIR", "state")).out()).startsWithRaw(Path.of("state/load"));
        assertThat(Settings.parse(Map.of("LOCAL_STATE_DIR", "")).out()).startsWithRaw(Path.of(".local/load"));
    }

    @Test
    void takesEveryArgumentInAnyOrder() {
        Settings settings = Settings.parse(Map.of(), "--burst", "--out", "there", "--duration", "150", "--rate", "200",
                "--target", "https://orders.example:8443/");

        assertThat(settings).isEqualTo(
                new Settings(URI.create("https://orders.example:8443"), 200, 150, true, Path.of("there")));
    }

    @Test
    void burstsEveryOtherMinuteWithTenTimesTheRate() {
        assertThat(Settings.parse(Map.of(), "--burst", "--rate", "5", "--duration", "150").phases())
                .containsExactly(new Phase(5, 60), new Phase(50, 60), new Phase(5, 30));
        assertThat(Settings.parse(Map.of(), "--burst").phases()).containsExactly(new Phase(60, 60), new Phase(600, 60));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --rate 0                    | --rate must be a whole number from 1 to 2000, not 0
            --rate 2001                 | --rate must be a whole number from 1 to 2000, not 2001
            --rate -1                   | --rate must be a whole number from 1 to 2000, not -1
            --rate 1.5                  | --rate must be a whole number from 1 to 2000, not 1.5
            --rate 99999999999999999999 | --rate must be a whole number from 1 to 2000, not 99999999999999999999
            --duration 0                | --duration must be a whole number from 1 to 86400, not 0
            --duration 86401            | --duration must be a whole number from 1 to 86400, not 86401
            --duration 1m               | --duration must be a whole number from 1 to 86400, not 1m
            --burst --rate 201          | --burst sends ten times the rate and 2000 per second is the most: give
            --rate                      | --rate needs a value
            --rate 5 --rate 6           | --rate is given twice
            --fast                      | unknown argument --fast; there are [--target URL]
            --target 127.0.0.1:8080     | --target must be like http://127.0.0.1:8080, not 127.0.0.1:8080
            --target ftp://127.0.0.1    | --target must be like http://127.0.0.1:8080, not ftp://127.0.0.1
            --target http://:80         | --target must be like http://127.0.0.1:8080, not http://:80
            --target http://h/api       | --target must be like http://127.0.0.1:8080, not http://h/api
            --target http://a@h         | --target must be like http://127.0.0.1:8080, not http://a@h
            --target http://[           | --target must be like http://127.0.0.1:8080, not http://[
            """)
    void refusesABadArgumentInOneLine(String args, String message) {
        assertThatExceptionOfType(LoadException.class).isThrownBy(() -> Settings.parse(Map.of(), args.split(" ")))
                .withMessageStartingWith(message).withMessageNotContaining("\n");
    }
}
