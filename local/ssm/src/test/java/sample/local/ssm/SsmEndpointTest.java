package sample.local.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.HierarchyLevelLimitExceededException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.Tag;

/** The real SDK is the client. */
class SsmEndpointTest {

    @TempDir
    Path folder;

    private HttpServer server;
    private SsmClient ssm;

    @BeforeEach
    void start() throws IOException {
        server = SsmEndpoint.start(0, ParameterStore.in(folder.resolve("parameters.json"), Map.of("/env/a", "1")));
        ssm = SsmClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @AfterEach
    void stop() {
        ssm.close();
        server.stop(0);
    }

    @Test
    void aParameterIsDescribedInFull() {
        Parameter parameter = ssm.getParameter(get -> get.name("/env/a")).parameter();

        assertThat(parameter.value()).isEqualTo("1");
        assertThat(parameter.type()).isEqualTo(ParameterType.STRING);
        assertThat(parameter.version()).isOne();
        assertThat(parameter.arn()).isEqualTo("arn:aws:ssm:us-east-1:000000000000:parameter/env/a");
        assertThat(parameter.lastModifiedDate()).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
                Instant.now().plusSeconds(1));
    }

    @Test
    void aParameterIsFoundByItsArnAndItsVersion() {
        assertThat(ssm.getParameter(get -> get.name("arn:aws:ssm:us-east-1:000000000000:parameter/env/a")).parameter()
                .value()).isEqualTo("1");
        assertThat(ssm.getParameter(get -> get.name("/env/a:1")).parameter().value()).isEqualTo("1");
        assertThatThrownBy(() -> ssm.getParameter(get -> get.name("/env/a:2")))
                .isInstanceOf(ParameterVersionNotFoundException.class);
    }

    @Test
    void anUnknownParameterIsNotFound() {
        assertThatThrownBy(() -> ssm.getParameter(get -> get.name("/env/none")))
                .isInstanceOf(ParameterNotFoundException.class);
        assertThatThrownBy(() -> ssm.deleteParameter(delete -> delete.name("/env/none")))
                .isInstanceOf(ParameterNotFoundException.class);
    }

    @Test
    void overwritingMakesANewVersionAndNeedsNoType() {
        assertThat(ssm.putParameter(put -> put.name("/env/a").value("2").overwrite(true)).version()).isEqualTo(2);

        assertThat(ssm.getParameter(get -> get.name("/env/a")).parameter().value()).isEqualTo("2");
    }

    @Test
    void withoutOverwriteAParameterStaysAsItIs() {
        assertThatThrownBy(() -> ssm.putParameter(put -> put.name("/env/a").value("2").type("String")))
                .isInstanceOf(ParameterAlreadyExistsException.class);

        assertThat(ssm.getParameter(get -> get.name("/env/a")).parameter().value()).isEqualTo("1");
    }

    @Test
    void whatSsmWouldRefuseIsRefused() {
        refused(put -> put.name("/env/b").value("1"), "A parameter type is required");
        refused(put -> put.name("/env/b").value("1").type("Number"), "at 'type'");
        refused(put -> put.name("/env/b").value("x".repeat(4097)).type("String"), "4096");
        refused(put -> put.name("/env/a").value("2").overwrite(true).tags(Tag.builder().key("k").value("v").build()),
                "tags and overwrite can't be used together");
        assertThatThrownBy(() -> ssm.putParameter(
                put -> put.name("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16").value("1").type("String")))
                .isInstanceOf(HierarchyLevelLimitExceededException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/env/b c", "env/b", "/env/", "/aws/b", "/ssm-b", "/env//b"})
    void aNameThatSsmWouldRefuseIsRefused(String name) {
        refused(put -> put.name(name).value("1").type("String"), "arameter name");
    }

    @Test
    void anAllowedPatternGuardsEveryLaterValue() {
        ssm.putParameter(put -> put.name("/env/b").value("1").type("String").allowedPattern("^[0-9]+$"));

        assertThatThrownBy(() -> ssm.putParameter(put -> put.name("/env/b").value("lots").overwrite(true)))
                .isInstanceOf(ParameterPatternMismatchException.class);
        assertThat(ssm.putParameter(put -> put.name("/env/b").value("22").overwrite(true)).version()).isEqualTo(2);
    }

    @Test
    void severalAreReadAndDeletedAtOnceAndTheUnknownNamed() {
        GetParametersResponse read = ssm.getParameters(get -> get.names("/env/a", "/env/none"));
        assertThat(read.parameters()).extracting(Parameter::name).containsExactly("/env/a");
        assertThat(read.invalidParameters()).containsExactly("/env/none");

        DeleteParametersResponse deleted = ssm.deleteParameters(delete -> delete.names("/env/a", "/env/none"));
        assertThat(deleted.deletedParameters()).containsExactly("/env/a");
        assertThat(deleted.invalidParameters()).containsExactly("/env/none");

        List<String> eleven = IntStream.range(0, 11).mapToObj(i -> "/env/" + i).toList();
        assertThatThrownBy(() -> ssm.getParameters(get -> get.names(eleven))).isInstanceOf(SsmException.class)
                .hasMessageContaining("between 1 and 10");
    }

    @Test
    void aPathIsReadPageByPage() {
        for (int i = 10; i < 35; i++) {
            String name = "/tree/%s/%d".formatted(i % 2 == 0 ? "even" : "odd", i);
            ssm.putParameter(put -> put.name(name).value("x").type("String"));
        }

        assertThat(ssm.getParametersByPathPaginator(get -> get.path("/tree").recursive(true)).stream()
                .map(GetParametersByPathResponse::parameters).map(List::size)).containsExactly(10, 10, 5);
        assertThat(ssm.getParametersByPath(get -> get.path("/tree")).parameters()).isEmpty();
        assertThat(ssm.getParametersByPath(get -> get.path("/tree/even").maxResults(5)).parameters()).hasSize(5);
        assertThatThrownBy(() -> ssm.getParametersByPath(get -> get.path("tree"))).hasMessageContaining("forward slash");
    }

    @Test
    void theParametersOutliveTheEndpoint() throws IOException {
        ssm.putParameter(put -> put.name("/env/a").value("2").overwrite(true));

        ParameterStore again = ParameterStore.in(folder.resolve("parameters.json"), Map.of("/env/a", "1"));

        assertThat(again.find("/env/a")).get().satisfies(parameter -> {
            assertThat(parameter.value()).isEqualTo("2");
            assertThat(parameter.version()).isEqualTo(2);
        });
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whatIsNotAboutParametersIsRefusedByName() {
        assertThatThrownBy(() -> ssm.describeInstanceInformation()).isInstanceOf(SsmException.class)
                .satisfies(e -> assertThat(((SsmException) e).awsErrorDetails().errorCode())
                        .isEqualTo("UnknownOperationException"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{}", "[{\"name\": \"/env/a\", \"type\"", "null", "[null]", "[{}]", "[1]", "\0\0"})
    void aDamagedFileIsSetAsideAndANewOneIsBegun(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("damaged.json"), content);

        ParameterStore store = ParameterStore.in(file, Map.of("/env/a", "7"));

        assertThat(store.find("/env/a").orElseThrow().value()).isEqualTo("7");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(path -> path.toString().contains("damaged.json.damaged-"))).singleElement()
                    .satisfies(path -> assertThat(path).hasContent(content));
        }
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Amz-Target", "AmazonSSM.PutParameter");
        try (OutputStream body = connection.getOutputStream()) {
            body.write(new byte[300_000]);
        }

        assertThat(connection.getResponseCode()).isEqualTo(413);
    }

    private void refused(Consumer<PutParameterRequest.Builder> put, String reason) {
        assertThatThrownBy(() -> ssm.putParameter(put)).isInstanceOf(SsmException.class).hasMessageContaining(reason);
    }
}
