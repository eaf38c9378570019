package sample.drill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sample.drill.findings.Fault;

class SettingsTest {

    @Test
    void theFirstFaultIsTheUsualOne() {
        Settings settings = Settings.parse(Map.of(), "--local");

        assertThat(settings.fault()).isEqualTo(Fault.named("pool-exhaustion").orElseThrow());
        assertThat(settings.orderApi()).hasToString("http://127.0.0.1:8080");
        assertThat(settings.deliveryApi()).hasToString("http://127.0.0.1:5000");
        assertThat(settings.out().toString()).matches(".local/drill/\\d{8}T\\d{6}Z-pool-exhaustion");
    }

    @Test
    void portsFaultAndFolderCanBeOthers() {
        Settings settings = Settings.parse(Map.of("ORDER_API_PORT", "18080", "LOCAL_STATE_DIR", "state"), "--local",
                "--fault", "slow-carrier", "--out", "here");

        assertThat(settings.fault()).isEqualTo(Fault.named("slow-carrier").orElseThrow());
        assertThat(settings.orderApi()).hasPort(18080);
        assertThat(settings.log()).isEqualTo(Path.of("state/logs/delivery-api.log"));
        assertThat(settings.lock()).isEqualTo(Path.of("state/drill/lock"));
        assertThat(settings.out()).isEqualTo(Path.of("here"));
    }

    @Test
    void anEmptyVariableCountsAsUnset() {
        Settings settings = Settings.parse(
                Map.of("LOCAL_STATE_DIR", "", "ORDER_API_PORT", "", "DELIVERY_API_PORT", ""), "--local");

        assertThat(settings.orderApi()).hasPort(8080);
        assertThat(settings.deliveryApi()).hasPort(5000);
        assertThat(settings.log()).isEqualTo(Path.of(".local/logs/delivery-api.log"));
        assertThat(settings.out().toString()).startsWith(".local/drill/");
    }

    @Test
    void mistakesAreNamed() {
        refused("--local is required (see --help)");
        refused("unknown argument --fast (see --help)", "--local", "--fast");
        refused("--fault needs a value", "--local", "--fault");
        refused("there is no fault fire: take one of pool-exhaustion slow-database connection-leak carrier-outage "
                + "slow-carrier lock-contention cpu-pressure", "--local", "--fault", "fire");
    }

    private static void refused(String message, String... args) {
        assertThatExceptionOfType(DrillException.class).isThrownBy(() -> Settings.parse(Map.of(), args))
                .withMessage(message);
    }
}
