package sample.local.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DeleteParameterRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersRequest;
import software.amazon.awssdk.services.ssm.model.DeleteParametersResponse;
import software.amazon.awssdk.services.ssm.model.DescribeParametersRequest;
import software.amazon.awssdk.services.ssm.model.DescribeParametersResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterHistoryResponse;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.HierarchyLevelLimitExceededException;
import software.amazon.awssdk.services.ssm.model.HierarchyTypeMismatchException;
import software.amazon.awssdk.services.ssm.model.InvalidFilterKeyException;
import software.amazon.awssdk.services.ssm.model.InvalidFilterOptionException;
import software.amazon.awssdk.services.ssm.model.InvalidFilterValueException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.Tag;
import tools.jackson.databind.json.JsonMapper;

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
                "Tags: this endpoint does not support it");
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
    void whatIsNotAboutParametersIsRefusedByName() {
        assertThatThrownBy(() -> ssm.describeInstanceInformation()).isInstanceOf(SsmException.class)
                .satisfies(e -> assertThat(((SsmException) e).awsErrorDetails().errorCode())
                        .isEqualTo("UnknownOperationException"));
    }

    @Test
    void theHistoryHasAllVersionsWithWhoAndWhen() {
        ssm.putParameter(put -> put.name("/env/a").value("2").overwrite(true).description("smaller"));
        ssm.putParameter(put -> put.name("/env/a").value("3").overwrite(true).allowedPattern("[0-9]+"));

        List<ParameterHistory> history = ssm.getParameterHistory(get -> get.name("/env/a")).parameters();

        assertThat(history).extracting(ParameterHistory::version, ParameterHistory::value, ParameterHistory::description,
                ParameterHistory::allowedPattern, ParameterHistory::lastModifiedUser).containsExactly(
                        tuple(1L, "1", null, null, "arn:aws:iam::000000000000:user/local-up"),
                        tuple(2L, "2", "smaller", null, "arn:aws:iam::000000000000:user/local"),
                        tuple(3L, "3", "smaller", "[0-9]+", "arn:aws:iam::000000000000:user/local"));
        assertThat(history).allSatisfy(version -> {
            assertThat(version.type()).isEqualTo(ParameterType.STRING);
            assertThat(version.tier()).isEqualTo(ParameterTier.STANDARD);
            assertThat(version.lastModifiedDate()).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
            assertThat(version.keyId()).isNull();
        });
        assertThat(history).isSortedAccordingTo(Comparator.comparing(ParameterHistory::lastModifiedDate));
    }

    @Test
    void theHistoryIsReadPageByPageAndHasAHundredVersionsAtMost() {
        for (int i = 2; i <= 103; i++) {
            String value = String.valueOf(i);
            ssm.putParameter(put -> put.name("/env/a").value(value).overwrite(true));
        }

        assertThat(ssm.getParameterHistoryPaginator(get -> get.name("/env/a").maxResults(40)).stream()
                .map(GetParameterHistoryResponse::parameters).map(List::size)).containsExactly(40, 40, 20);
        assertThat(ssm.getParameterHistoryPaginator(get -> get.name("/env/a")).stream().flatMap(page -> page.parameters().stream())).extracting(ParameterHistory::version)
                .containsExactlyElementsOf(LongStream.rangeClosed(4, 103).boxed().toList());
        assertThatThrownBy(() -> ssm.getParameter(get -> get.name("/env/a:3"))).isInstanceOf(ParameterVersionNotFoundException.class);
        assertThat(ssm.getParameter(get -> get.name("/env/a:4")).parameter().value()).isEqualTo("4");
    }

    @Test
    void anEarlierVersionIsFoundByNameAndByArn() {
        ssm.putParameter(put -> put.name("/env/a").value("2").overwrite(true));
        ssm.putParameter(put -> put.name("rootless").value("3").type("String"));
        String arn = ssm.getParameter(get -> get.name("/env/a")).parameter().arn();
        String rootlessArn = ssm.getParameter(get -> get.name("rootless")).parameter().arn();

        assertThat(ssm.getParameter(get -> get.name("/env/a:1")).parameter()).satisfies(parameter -> {
            assertThat(parameter.name()).isEqualTo("/env/a");
            assertThat(parameter.value()).isEqualTo("1");
            assertThat(parameter.selector()).isEqualTo(":1");
        });
        GetParametersResponse several = ssm.getParameters(get -> get.names(arn + ":1", arn, rootlessArn, "/env/a:9", "/env/none:1", arn + ":9"));
        assertThat(several.parameters()).extracting(Parameter::name, Parameter::version)
                .containsExactlyInAnyOrder(tuple("/env/a", 1L), tuple("/env/a", 2L), tuple("rootless", 1L));
        assertThat(several.invalidParameters()).containsExactlyInAnyOrder("/env/a:9", "/env/none:1", arn + ":9");
    }

    @Test
    void aSecureStringIsReadInPlainTextOnlyWhenItIsDecrypted() {
        ssm.putParameter(put -> put.name("/env/secret").value("hunter2").type("SecureString").keyId("alias/mine"));
        ssm.putParameter(put -> put.name("/env/secret").value("hunter2").overwrite(true));
        List<Function<Boolean, String>> reads = List.of(
                decrypted -> ssm.getParameter(get -> get.name("/env/secret").withDecryption(decrypted)).parameter().value(),
                decrypted -> ssm.getParameter(get -> get.name("/env/secret:1").withDecryption(decrypted)).parameter().value(),
                decrypted -> ssm.getParameters(get -> get.names("/env/secret").withDecryption(decrypted)).parameters().getFirst().value(),
                decrypted -> ssm.getParametersByPath(get -> get.path("/env").withDecryption(decrypted)).parameters().getLast().value(),
                decrypted -> ssm.getParameterHistory(get -> get.name("/env/secret").withDecryption(decrypted)).parameters().getFirst().value());

        assertThat(reads).allSatisfy(read -> assertThat(read.apply(true)).isEqualTo("hunter2"));
        assertThat(reads).allSatisfy(read -> assertThat(read.apply(false)).matches("[A-Za-z0-9+/=]{60,}")
                .doesNotContain("hunter2", Base64.getEncoder().encodeToString("hunter2".getBytes(UTF_8)))
                .isEqualTo(read.apply(null)));
        assertThat(reads.get(0).apply(false)).isNotEqualTo(reads.get(1).apply(false));
        assertThat(ssm.describeParameters().parameters()).extracting(ParameterMetadata::keyId).containsExactly(null, "alias/mine");
        assertThat(ssm.getParameter(get -> get.name("/env/a")).parameter().value()).isEqualTo("1");
    }

    @Test
    void theTypeOfAParameterStays() {
        ssm.putParameter(put -> put.name("/env/secret").value("hunter2").type("SecureString"));

        assertThatThrownBy(() -> ssm.putParameter(put -> put.name("/env/secret").value("x").type("String").overwrite(true)))
                .isInstanceOf(HierarchyTypeMismatchException.class).hasMessageContaining("/env/secret is a SecureString, not a String");
        assertThatThrownBy(() -> ssm.putParameter(put -> put.name("/env/a").value("x").type("SecureString").overwrite(true)))
                .isInstanceOf(HierarchyTypeMismatchException.class);

        assertThat(ssm.getParameterHistory(get -> get.name("/env/secret")).parameters()).hasSize(1);
        ssm.deleteParameter(delete -> delete.name("/env/secret"));
        assertThat(ssm.putParameter(put -> put.name("/env/secret").value("x").type("String")).version()).isOne();
    }

    @Test
    void aNameWithoutASlashStandsAtTheRoot() {
        for (String name : List.of("rootless", "/root")) {
            ssm.putParameter(put -> put.name(name).value("x").type("String"));
        }

        assertThat(ssm.getParametersByPath(get -> get.path("/")).parameters()).extracting(Parameter::name).containsExactly("/root", "rootless");
        assertThat(ssm.getParametersByPath(get -> get.path("/").recursive(true)).parameters()).extracting(Parameter::name)
                .containsExactly("/env/a", "/root", "rootless");
        assertThat(ssm.getParametersByPath(get -> get.path("/env/")).parameters()).extracting(Parameter::name).containsExactly("/env/a");
        assertThat(ssm.getParametersByPath(get -> get.path("/en").recursive(true)).parameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Name     | Equals     | /env/a           | /env/a
            Name     | Equals     | env/a            | /env/a
            Name     | Equals     | /rootless        | rootless
            Name     |            | rootless,/env/s  | /env/s rootless
            Name     | BeginsWith | /env             | /env/a /env/deep/b /env/s
            Name     | BeginsWith | root             | rootless
            Name     | Contains   | ee               | /env/deep/b
            Name     | Contains   | /r               | rootless
            Type     | Equals     | SecureString     | /env/s
            Type     | BeginsWith | String           | /env/a /env/deep/b rootless
            Type     |            | StringList       | rootless
            KeyId    | Equals     | alias/aws/ssm    | /env/s
            KeyId    | BeginsWith | alias/mine       |
            Path     |            | /                | rootless
            Path     | OneLevel   | /env             | /env/a /env/s
            Path     | Recursive  | /env             | /env/a /env/deep/b /env/s
            Path     | Recursive  | /env/deep,/none  | /env/deep/b
            Tier     | Equals     | Advanced         |
            Tier     | BeginsWith | Stand            | /env/a /env/deep/b /env/s rootless
            DataType | Equals     | text             | /env/a /env/deep/b /env/s rootless
            DataType | Equals     | aws:ec2:image    |
            """)
    void parametersAreDescribedByFilter(String key, String option, String values, String names) {
        ssm.putParameter(put -> put.name("/env/deep/b").value("x").type("String"));
        ssm.putParameter(put -> put.name("/env/s").value("x").type("SecureString"));
        ssm.putParameter(put -> put.name("rootless").value("x,y").type("StringList"));

        assertThat(ssm.describeParameters(describe -> describe
                .parameterFilters(filter(key, option, values.split(",")))).parameters())
                .extracting(ParameterMetadata::name).containsExactly(names == null ? new String[0] : names.split(" "));
    }

    @Test
    void allFiltersHaveToFit() {
        ssm.putParameter(put -> put.name("/env/s").value("x").type("SecureString"));

        assertThat(ssm.describeParameters(describe -> describe.parameterFilters(
                filter("Path", null, "/env"), filter("Type", null, "String"))).parameters())
                .extracting(ParameterMetadata::name).containsExactly("/env/a");
        assertThat(ssm.getParametersByPath(get -> get.path("/env").parameterFilters(
                filter("KeyId", "BeginsWith", "alias/"))).parameters())
                .extracting(Parameter::name).containsExactly("/env/s");
        assertThatThrownBy(() -> ssm.getParametersByPath(get -> get.path("/env").parameterFilters(filter("Name", null, "a"))))
                .isInstanceOf(InvalidFilterKeyException.class);
        assertThatThrownBy(() -> ssm.describeParameters(get -> get.parameterFilters(filter("Type", "Contains", "a"))))
                .isInstanceOf(InvalidFilterOptionException.class);
        assertThatThrownBy(() -> ssm.describeParameters(get -> get.parameterFilters(filter("Tier", null, "a"))))
                .isInstanceOf(InvalidFilterValueException.class);
    }

    @Test
    void parametersAreDescribedPageByPage() {
        for (int i = 10; i < 70; i++) {
            String name = "/tree/" + i;
            ssm.putParameter(put -> put.name(name).value("x").type("String"));
        }

        assertThat(ssm.describeParametersPaginator().stream().map(DescribeParametersResponse::parameters).map(List::size))
                .containsExactly(50, 11);
        assertThat(ssm.describeParametersPaginator(describe -> describe.maxResults(7)
                .parameterFilters(filter("Path", null, "/tree"))).stream().flatMap(page -> page.parameters().stream()))
                .extracting(ParameterMetadata::name).hasSize(60).isSorted().doesNotHaveDuplicates();
    }

    /** A field that SSM's model has is known here, if only to be refused; so no client can have one ignored. */
    @ParameterizedTest
    @MethodSource
    void eachFieldOfAnOperationIsKnown(String operation, SdkPojo request) throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        Operations operations = new Operations(ParameterStore.in(folder.resolve("none.json"), Map.of()));

        assertThat(request.sdkFields()).isNotEmpty().allSatisfy(field -> assertThatThrownBy(
                () -> operations.call(operation, json.valueToTree(Map.of(field.memberName(), Map.of("x", "y"))), "me"))
                .isInstanceOf(sample.local.ssm.SsmException.class).hasMessageContaining(field.memberName())
                .hasMessageNotContaining("does not know such a field"));
    }

    static Stream<Arguments> eachFieldOfAnOperationIsKnown() {
        return Stream.of(
                arguments("DeleteParameter", DeleteParameterRequest.builder().build()),
                arguments("DeleteParameters", DeleteParametersRequest.builder().build()),
                arguments("DescribeParameters", DescribeParametersRequest.builder().build()),
                arguments("GetParameter", GetParameterRequest.builder().build()),
                arguments("GetParameterHistory", GetParameterHistoryRequest.builder().build()),
                arguments("GetParameters", GetParametersRequest.builder().build()),
                arguments("GetParametersByPath", GetParametersByPathRequest.builder().build()),
                arguments("PutParameter", PutParameterRequest.builder().build()));
    }

    @Test
    void eachOperationIsInTheTableAbove() throws IOException {
        assertThat(new Operations(ParameterStore.in(folder.resolve("none.json"), Map.of())).names())
                .containsExactlyElementsOf(eachFieldOfAnOperationIsKnown().map(row -> (String) row.get()[0]).toList());
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Amz-Target", "AmazonSSM.PutParameter");
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.1");
        try (OutputStream body = connection.getOutputStream()) {
            body.write(new byte[300_000]);
        }

        assertThat(connection.getResponseCode()).isEqualTo(413);
    }

    private static ParameterStringFilter filter(String key, String option, String... values) {
        return ParameterStringFilter.builder().key(key).option(option).values(values).build();
    }

    private void refused(Consumer<PutParameterRequest.Builder> put, String reason) {
        assertThatThrownBy(() -> ssm.putParameter(put)).isInstanceOf(SsmException.class).hasMessageContaining(reason);
    }
}
