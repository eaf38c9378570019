package sample.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sample.contract.http.ProblemType;

class ProblemsPageTest {

    @Test
    void docsSayOfEachCauseWhatTheServicesSay() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/problems.md")).stream().filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *"))
                .map(cell -> String.join(" ", cell[1], cell[2], cell[4], cell[5])).toList();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemType.values()).map(ProblemsPageTest::row).toList());
    }

    private static String row(ProblemType type) {
        String clause = type.whatBecameOfTheOrder();
        String stored = clause.isEmpty() ? "" : clause.contains("may be stored") ? "perhaps" : "no";
        return "`%s` %d %s %s".formatted(type.cause(), type.status().value(), stored, type.isTemporary() ? "yes" : "no");
    }
}
