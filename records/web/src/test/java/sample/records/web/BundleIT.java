package sample.records.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in the bundle, as Beanstalk will read it. */
class BundleIT {

    private static ZipFile bundle;

    @BeforeAll
    static void open() throws IOException {
        bundle = new ZipFile(Path.of("target/records-web-bundle.zip").toFile());
    }

    @AfterAll
    static void close() throws IOException {
        bundle.close();
    }

    @Test
    void holdsWhatTheProcfileStartsAndNothingElse() throws IOException {
        assertThat(bundle.stream().filter(entry -> !entry.isDirectory()).map(entry -> entry.getName())).containsExactlyInAnyOrder(
                "Procfile", "application.jar", "opentelemetry-javaagent.jar", ".ebextensions/traces.config");
        assertThat(text("Procfile")).startsWith("web: java ").contains("-javaagent:opentelemetry-javaagent.jar", "-jar application.jar")
                .hasLineCount(1);
        assertThat(bundle.getEntry("application.jar").getSize()).isGreaterThan(1 << 20);
    }

    @Test
    void tracesGoWhereTheCloudWatchAgentListens() throws IOException {
        Map<String, Object> extension = new Yaml().load(text(".ebextensions/traces.config"));
        JsonNode config = JsonMapper.shared().valueToTree(extension);
        JsonNode variables = config.path("option_settings").path("aws:elasticbeanstalk:application:environment");
        String file = config.path("files").propertyNames().iterator().next();
        JsonNode agent = JsonMapper.shared().readTree(config.path("files").path(file).path("content").asString());

        assertThat(variables.path("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").asString())
                .isEqualTo("http://" + agent.at("/traces/traces_collected/otlp/http_endpoint").asString() + "/v1/traces");
        assertThat(variables.path("OTEL_PROPAGATORS").asString()).contains("xray");
        assertThat(config.at("/container_commands/01_start_cloudwatch_agent/command").asString()).contains("file:" + file);
        assertThat(List.copyOf(config.at("/packages/yum").propertyNames())).containsExactly("amazon-cloudwatch-agent");
    }

    private static String text(String entry) throws IOException {
        return new String(bundle.getInputStream(bundle.getEntry(entry)).readAllBytes(), UTF_8);
    }
}
