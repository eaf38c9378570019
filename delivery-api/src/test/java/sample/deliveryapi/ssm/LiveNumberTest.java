package sample.deliveryapi.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveNumberTest {

    private final LiveNumber number = new LiveNumber("/env/n", 1, 100, 10);

    @ParameterizedTest
    @CsvSource({"1, 1", "100, 100", "007, 7", "' 5 ', 5"})
    void aWholeNumberInRangeIsTaken(String text, int value) {
        number.take(Optional.of(text));

        assertThat(number.state()).isEqualTo(new LiveNumber.State("/env/n", value, LiveNumber.Source.SSM, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1.5", "ten", "", " ", "1e1", "99999999999999999999", "١"})
    void anythingElseIsRefusedAndTheLastGoodNumberStays(String text) {
        number.take(Optional.of("7"));

        number.take(Optional.of(text));

        assertThat(number.value()).isEqualTo(7);
        assertThat(number.state().source()).isEqualTo(LiveNumber.Source.SSM);
        assertThat(number.state().refused().value()).isEqualTo(text);
        assertThat(number.state().refused().reason()).isEqualTo("must be a whole number from 1 to 100");
    }

    @Test
    void aRefusalKeepsTheTimeItWasFirstRead() {
        number.take(Optional.of("ten"));
        LiveNumber.State first = number.state();

        number.take(Optional.of("ten"));

        assertThat(number.state()).isEqualTo(first);
    }

    @Test
    void aGoodNumberEndsTheRefusal() {
        number.take(Optional.of("ten"));

        number.take(Optional.of("11"));

        assertThat(number.value()).isEqualTo(11);
        assertThat(number.state().refused()).isNull();
    }

    @Test
    void withoutTheParameterTheDefaultServes() {
        number.take(Optional.of("7"));

        number.take(Optional.empty());

        assertThat(number.state()).isEqualTo(new LiveNumber.State("/env/n", 10, LiveNumber.Source.DEFAULT, null));
    }

    @Test
    void aLongValueIsShownInPart() {
        number.take(Optional.of("x".repeat(4096)));

        assertThat(number.state().refused().value()).hasSize(103).endsWith("...");
    }
}
