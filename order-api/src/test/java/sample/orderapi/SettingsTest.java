package sample.orderapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The service's own variables, through a start of its own. What each kind takes is in the contract's VariablesTest. */
@Timeout(120)
class SettingsTest {

    @Test
    void wrongVariablesEndTheStartWithOneLineEach() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), OrderApiApplication.class.getName());
        builder.environment().putAll(Map.of("DELIVERY_API_URL", "localhost:5000", "ORDER_API_PROBE_PORT", "http", "LOG_FORMAT", "xml"));
        Process service = builder.redirectErrorStream(true).start();
        String output = new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.lines().filter(line -> line.contains(": must be "))).containsExactlyInAnyOrder(
                "DELIVERY_API_URL=localhost:5000: must be an http or https URL without user and query, such as http://127.0.0.1:5000",
                "ORDER_API_PROBE_PORT=http: must be a port from 1 to 65535",
                "LOG_FORMAT=xml: must be text or json");
        assertThat(output).doesNotContain("\tat ", "Exception");
        assertThat(service.waitFor()).isEqualTo(1);
    }
}
