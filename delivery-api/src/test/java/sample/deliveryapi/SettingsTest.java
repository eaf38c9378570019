package sample.deliveryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service's own variables, through a start of its own. What each kind takes is in the contract's VariablesTest. */
@Timeout(120)
class SettingsTest {

    @Test
    void anEmptyVariableIsUnsetAndThePasswordIsTakenAsItIs() {
        Map<String, Object> variables = new HashMap<>(Map.of(
                "MYSQL_HOST", TestDatabase.shared().host(), "MYSQL_PORT", String.valueOf(TestDatabase.shared().port()), "MYSQL_DATABASE", "",
                "MYSQL_USER", TestDatabase.USER, "MYSQL_PASSWORD", TestDatabase.PASSWORD, "MYSQL_SSL_MODE", "", "CLOUDWATCH_METRICS", "",
                "ENVIRONMENT_NAME", "", "AWS_REGION", ""));
        variables.putAll(Map.of("SSM_READ_EVERY", "5", "DELIVERY_CARRIER_LATENCY", "", "DRAIN_PERIOD", "0", "LOG_LEVEL", "", "LOG_FORMAT", "",
                "DELIVERY_API_PROBE_PORT", ""));
        try (ConfigurableApplicationContext started = start(variables)) {
            Client service = new Client(Integer.parseInt(started.getEnvironment().getProperty("local.server.port")),
                    started.getBean(JsonMapper.class));
            // The migration needs the password too.
            await().until(() -> service.get("/ready").path("status").asString().equals("UP"));
            assertThat(service.postForStatus()).isEqualTo(200);

            JsonNode config = service.config();
            assertThat(config.path("settings").valueStream().map(JsonNode::toString)).contains(
                    "{\"name\":\"SSM_READ_EVERY\",\"value\":\"5000ms\",\"source\":\"environment\"}",
                    "{\"name\":\"DELIVERY_CARRIER_LATENCY\",\"value\":\"50ms\",\"source\":\"default\"}",
                    "{\"name\":\"MYSQL_DATABASE\",\"value\":\"orders_db\",\"source\":\"default\"}",
                    "{\"name\":\"LOG_FORMAT\",\"value\":\"text\",\"source\":\"default\"}");
            assertThat(config.at("/ssm/read_every").asString()).isEqualTo("PT5S");
            assertThat(config.toString()).doesNotContain("MYSQL_PASSWORD", TestDatabase.PASSWORD);
        }
    }

    @Test
    void wrongVariablesEndTheStartWithOneLineEach() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), DeliveryApiApplication.class.getName());
        builder.environment().putAll(Map.of("SERVER_PORT", "0", "MYSQL_HOST", "${nope}", "MYSQL_PORT", "${x", "MYSQL_DATABASE", "a?b=c",
                "MYSQL_SSL_MODE", "no", "AWS_REGION", "us east", "AWS_ENDPOINT_URL", " http://a", "ENVIRONMENT_NAME", "a/b",
                "SSM_READ_EVERY", "soon", "DELIVERY_CARRIER_LATENCY", "-1"));
        builder.environment().putAll(Map.of("CLOUDWATCH_METRICS", "maybe", "LOG_LEVEL", "loud", "DRAIN_PERIOD", "2h",
                "DELIVERY_API_PROBE_PORT", "70000"));
        Process service = builder.redirectErrorStream(true).start();
        String output = new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.lines().filter(line -> line.contains(": must be "))).containsExactlyInAnyOrder(
                "SERVER_PORT=0: must be a port from 1 to 65535",
                "MYSQL_HOST=${nope}: must be the name or address of a host",
                "MYSQL_PORT=${x: must be a port from 1 to 65535",
                "MYSQL_DATABASE=a?b=c: must be 1 to 64 letters, digits, - or _",
                "MYSQL_SSL_MODE=no: must be DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY",
                "AWS_REGION=us east: must be 1 to 64 letters, digits, - or _",
                "AWS_ENDPOINT_URL= http://a: must be an http or https URL without user and query, such as http://127.0.0.1:5000",
                "ENVIRONMENT_NAME=a/b: must be 1 to 64 letters, digits, - or _",
                "SSM_READ_EVERY=soon: must be 0, or a duration such as 5s or 1m, from 1s to 1h",
                "DELIVERY_CARRIER_LATENCY=-1: must be a duration such as 5s, 1m or 250ms, from 0 to 1h",
                "CLOUDWATCH_METRICS=maybe: must be true or false",
                "LOG_LEVEL=loud: must be TRACE, DEBUG, INFO, WARN, WARNING, ERROR or OFF",
                "DRAIN_PERIOD=2h: must be a duration such as 5s, 1m or 250ms, from 0 to 1h",
                "DELIVERY_API_PROBE_PORT=70000: must be a port from 1 to 65535");
        assertThat(output).doesNotContain("\tat ", "Exception");
        assertThat(service.waitFor()).isEqualTo(1);
    }

    private static ConfigurableApplicationContext start(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return new SpringApplicationBuilder(DeliveryApiApplication.class).environment(environment)
                .run("--server.address=127.0.0.1", "--server.port=0", "--ssm.timeout=100ms");
    }
}
