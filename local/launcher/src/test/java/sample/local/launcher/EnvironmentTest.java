package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    @Test
    void anEmptyVariableIsAnUnsetOne() {
        Environment environment = new Environment(Map.of("LOCAL_STATE_DIR", "", "ORDER_API_PORT", ""));

        assertThat(environment.text("LOCAL_STATE_DIR")).isEmpty();
        assertThat(environment.port("ORDER_API_PORT", 8080)).isEqualTo(8080);
        assertThat(environment.inherited()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "0", "65536", "-1", "8080 ", "٨٠", "999999999999"})
    void whatIsNoPortIsNamed(String value) {
        Environment environment = new Environment(Map.of("ORDER_API_PORT", value));

        assertThatThrownBy(() -> environment.port("ORDER_API_PORT", 8080)).isInstanceOf(StackException.class)
                .hasMessage("ORDER_API_PORT=" + value + " is not a port: give a number from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "http_proxy", "HTTPS_PROXY", "ALL_PROXY",
            "no_proxy", "AWS_PROFILE", "AWS_USE_FIPS_ENDPOINT", "SPRING_DATASOURCE_URL"})
    void theProgramsDoNotInherit(String name) {
        assertThat(new Environment(Map.of(name, "x", "LOG_LEVEL", "DEBUG")).inherited()).isEqualTo(Map.of("LOG_LEVEL", "DEBUG"));
    }

    @Test
    void whoNamesAnotherEmulatorKeepsTheSettingsForIt() {
        Environment environment = new Environment(Map.of("AWS_ENDPOINT_URL", "http://emulator.example:4566", "AWS_PROFILE", "work",
                "http_proxy", "http://proxy.example:3128"));

        assertThat(environment.inherited()).containsEntry("AWS_PROFILE", "work").containsEntry("http_proxy", "http://proxy.example:3128")
                .containsEntry("no_proxy", "127.0.0.1,localhost");
    }
}
