package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackStatusTest {

    @TempDir
    private Path folder;
    private StackPaths paths;

    @BeforeEach
    void in() {
        paths = new StackPaths(folder, folder);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        StackStatus status = new StackStatus(StackStatus.Phase.READY, 42, "/a b/launcher.jar", "all = well", Map.of("AWS_ENDPOINT_URL",
                "http://127.0.0.1:4566/?a=b"), Map.of("order-api", "ready 43 0"));

        status.write(paths);

        assertThat(StackStatus.read(paths)).contains(status);
    }

    @Test
    void aMessageIsOneLine() throws IOException {
        new StackStatus(StackStatus.Phase.FAILED, 42, "", "one\ntwo\nphase=ready", Map.of(), Map.of()).write(paths);

        assertThat(StackStatus.read(paths).orElseThrow().phase()).isEqualTo(StackStatus.Phase.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "phase=ready", "launcher=42", "phase=ready\nlauncher=", "phase=flying\nlauncher=42", "\0\0\0", "phase=ready\nlauncher=4x"})
    void aDamagedFileSaysNothing(String content) throws IOException {
        Files.writeString(paths.status(), content);

        assertThat(StackStatus.read(paths)).isEmpty();
    }

    @Test
    void noFileSaysNothing() throws IOException {
        assertThat(StackStatus.read(paths)).isEmpty();
    }
}
