package sample.local.ssm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the file, or in its place, when the endpoint starts. */
class StateFileTest {

    private static final Map<String, String> FIRST = Map.of("/env/a", "7");
    private static final String OLD = """
            [ {
              "allowedPattern" : null,
              "lastModified" : "2026-11-28T10:00:00.123456Z",
              "name" : "/env/a",
              "type" : "String",
              "value" : "3",
              "version" : 2
            }, {
              "allowedPattern" : "[0-9]+",
              "lastModified" : "2026-11-28T10:00:00Z",
              "name" : "/env/b",
              "type" : "SecureString",
              "value" : "5",
              "version" : 1
            } ]""";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("parameters.json");
    }

    @Test
    void aFileOfAnOlderEndpointIsReadAndGoneOnWith() throws IOException {
        Files.writeString(file, OLD);

        ParameterStore store = ParameterStore.in(file, FIRST);
        put(store, "/env/a", "4");

        assertThat(ParameterStore.in(file, FIRST).versions(Selector.of("/env/a"))).extracting(Parameter::version, Parameter::value)
                .containsExactly(tuple(2L, "3"), tuple(3L, "4"));
        assertThat(put(store, "/env/b", "6")).isEqualTo(2);
        assertThatThrownBy(() -> put(store, "/env/b", "x")).hasMessageContaining("[0-9]+");
        assertThat(store.find(Selector.of("/env/b")).orElseThrow().keyId()).isEqualTo("alias/aws/ssm");
        assertThat(Answers.metadata(store.find(Selector.of("/env/a:2")).orElseThrow())).doesNotContainKey("LastModifiedUser");
    }

    @Test
    void allVersionsOutliveTheEndpointAndNoOtherFileIsLeft() throws IOException {
        ParameterStore store = ParameterStore.in(file, FIRST);
        put(store, "/env/a", "8");

        assertThat(ParameterStore.in(file, Map.of()).versions(Selector.of("/env/a"))).isEqualTo(store.versions(Selector.of("/env/a"))).hasSize(2);
        assertThat(names()).containsExactly("parameters.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[", "{}", "null", "[null]", "[{}]", "[1]", "\0\0", "7", "[{\"name\": \"/env/a\", \"type\"",
        "{\"name\": \"/env/a\"}", "not JSON", "[] []",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":5,\"version\":1,\"lastModified\":\"2026-11-28T10:00:00Z\"}]",
        "[{\"name\":true,\"type\":\"String\",\"value\":\"5\",\"version\":1,\"lastModified\":\"2026-11-28T10:00:00Z\"}]",
        "[{\"name\":\"/a\",\"type\":\"Number\",\"value\":\"5\",\"version\":1,\"lastModified\":\"2026-11-28T10:00:00Z\"}]",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":\"5\",\"version\":\"1\",\"lastModified\":\"2026-11-28T10:00:00Z\"}]",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":\"5\",\"version\":1.5,\"lastModified\":\"2026-11-28T10:00:00Z\"}]",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":\"5\",\"version\":0,\"lastModified\":\"2026-11-28T10:00:00Z\"}]",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":\"5\",\"version\":1,\"lastModified\":\"yesterday\"}]",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":\"5\",\"version\":1}]",
        "[{\"name\":\"/a\",\"type\":\"String\",\"value\":[\"5\"],\"version\":1,\"lastModified\":\"2026-11-28T10:00:00Z\"}]"})
    void aDamagedFileIsSetAsideAndANewOneIsBegun(String content) throws IOException {
        Files.writeString(file, content);

        assertIsSetAside();
    }

    @Test
    void aFileThatWasCutAnywhereIsSetAside() throws IOException {
        for (int length : new int[] {1, OLD.length() / 3, OLD.length() / 2, OLD.length() - 1}) {
            Files.writeString(file, OLD.substring(0, length));

            assertIsSetAside();
        }
    }

    @Test
    void aFileThatIsNoUtf8OrHasAVersionTwiceIsSetAside() throws IOException {
        Files.write(file, OLD.replace("\"3\"", "\"ä\"").getBytes(ISO_8859_1));
        assertIsSetAside();

        Files.writeString(file, OLD.replace("/env/b", "/env/a").replace("\"version\" : 1", "\"version\" : 2"));
        assertIsSetAside();
    }

    @Test
    void aFileThatWasSortedByHandIsRead() throws IOException {
        Files.writeString(file, OLD.replace("/env/b", "/env/0"));

        assertThat(ParameterStore.in(file, FIRST).all()).extracting(Parameter::name).containsExactly("/env/0", "/env/a");
    }

    /** A user other than root may be kept from a file; its place may be taken for everybody. */
    @Test
    void whatCannotBeReadIsSaidInOneLine() throws Exception {
        Files.createDirectory(file);
        assertEndsWith(file + " is not a file: move it away", file);

        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        assertEndsWith(link + " is not a file: move it away", link);

        Path inNoFolder = folder.resolve("none/parameters.json");
        assertEndsWith(inNoFolder + " cannot be written: ", inNoFolder);
    }

    @Test
    void aFileThatMayNotBeReadIsSaidInOneLine() throws Exception {
        Files.writeString(file, OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-wx------"));
        assumeFalse(Files.isReadable(file), "root may read everything");

        assertEndsWith(file + " may not be read: ", file);
        assertThat(file).exists();
    }

    @Test
    void whatCannotBeKeptIsNotAnsweredAsKept() throws IOException {
        ParameterStore store = ParameterStore.in(file, FIRST);
        Files.createDirectory(folder.resolve("parameters.json.next")); // so that no file can be written

        assertThatThrownBy(() -> put(store, "/env/a", "8")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> store.delete("/env/a")).isInstanceOf(UncheckedIOException.class);

        assertThat(store.find(Selector.of("/env/a")).orElseThrow().value()).isEqualTo("7");
    }

    @Test
    void whatWouldFillTheMemoryIsRefused() throws IOException {
        ParameterStore store = ParameterStore.in(file, FIRST);

        assertThatThrownBy(() -> {
            for (int i = 0; i < 3000; i++) {
                put(store, "/env/" + i / 90, "x".repeat(4096));
            }
        }).isInstanceOfSatisfying(SsmException.class, e -> assertThat(e.code()).isEqualTo("ParameterLimitExceeded"));

        assertThat(Files.size(file)).isLessThan(4 * 1024 * 1024);
        assertThat(store.delete("/env/0")).isTrue();
    }

    private static long put(ParameterStore store, String name, String value) {
        return store.put(new ParameterStore.Change(name, value, store.versions(Selector.of(name)).isEmpty() ? "String" : null,
                null, null, null, true, "arn:aws:iam::000000000000:user/me"));
    }

    private void assertIsSetAside() throws IOException {
        byte[] content = Files.readAllBytes(file);

        assertThat(ParameterStore.in(file, FIRST).all()).singleElement().extracting(Parameter::value).isEqualTo("7");

        List<String> aside = names().stream().filter(name -> name.startsWith("parameters.json.damaged-")).toList();
        assertThat(aside).hasSize(1);
        assertThat(folder.resolve(aside.getFirst())).hasBinaryContent(content);
        Files.delete(folder.resolve(aside.getFirst()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    /** The program, as the launcher starts it. */
    private void assertEndsWith(String message, Path state) throws Exception {
        Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), "sample.local.ssm.Main", "0", state.toString(), "/env/a=7")
                .redirectErrorStream(true).redirectOutput(new File(folder.toFile(), "output")).start();
        try {
            assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            program.destroyForcibly();
        }
        String output = Files.readString(folder.resolve("output"), UTF_8);
        assertThat(output.lines()).as(output).singleElement().asString().startsWith("The SSM endpoint does not start: " + message);
        assertThat(program.exitValue()).isOne();
    }
}
