package sample.contract.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTypeTest {

    @Test
    void theDocumentHasARowForEachCauseThatSaysTheSame() throws IOException {
        List<List<String>> rows = Files.readAllLines(Path.of("../docs/problems.md")).stream().filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList()).toList();

        assertThat(rows).map(row -> List.of(row.get(1), row.get(2), row.get(4), row.get(5)))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values()).map(type -> List.of(
                        "`" + type.cause() + "`", String.valueOf(type.status().value()), type.sentence(),
                        type.whatBecameOfTheOrder().contains("did not store") ? "no" : type.whatBecameOfTheOrder().isEmpty() ? "" : "perhaps")).toList());
        assertThat(rows).allSatisfy(row -> assertThat(row.get(6)).isNotBlank());
    }

    @Test
    void aRetryHelpsWithEachFailureOfAnotherPartButNotWithADefect() {
        assertThat(Arrays.stream(ProblemType.values()).filter(ProblemType::isTemporary)).containsExactly(
                ProblemType.CARRIER_FAILED, ProblemType.DELIVERY_BROKE_OFF, ProblemType.SERVICE_BUSY, ProblemType.POOL_EXHAUSTED,
                ProblemType.DATABASE_FAILED, ProblemType.COMMIT_FAILED, ProblemType.DELIVERY_UNREACHABLE, ProblemType.DELIVERY_BUSY,
                ProblemType.DELIVERY_TIMEOUT);
    }

    @Test
    void aTypeIsFoundByItsUri() {
        assertThat(Arrays.stream(ProblemType.values())).allSatisfy(type -> assertThat(ProblemType.of(type.uri())).contains(type));
    }
}
