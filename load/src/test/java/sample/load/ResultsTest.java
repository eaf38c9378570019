package sample.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    private Path folder;

    private Path file;
    private Results results;

    @BeforeEach
    void openFile() throws IOException {
        file = folder.resolve("orders.csv");
        results = Results.in(file);
    }

    @Test
    void everyRequestBecomesALine() throws IOException {
        long before = System.currentTimeMillis();
        List.of("a", "b", "c", "d").forEach(results::sent);
        results.over("b", 503, "");
        results.over("a", 200, "");
        results.over("c", 0, "timeout");
        results.over("d", 200, "mismatch");
        results.close();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).isEqualTo("started_ms,duration_ms,status,error,order_id");
        assertThat(lines.subList(1, 5)).allMatch(line -> line.matches("\\d{13},\\d+\\.\\d,.*"))
                .allMatch(line -> Long.parseLong(line.substring(0, 13)) >= before)
                .extracting(line -> line.split(",", 3)[2])
                .containsExactly("503,,b", "200,,a", "0,timeout,c", "200,mismatch,d");
        assertThat(results.total().byAnswer().keySet()).containsExactly("200", "200 mismatch", "503", "timeout");
        assertThat(results.total().acknowledged()).isEqualTo(1);
    }

    @Test
    void linesCanBeReadWhileTheRunGoesOn() throws IOException {
        results.sent("a");
        results.over("a", 200, "");
        results.flush();

        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void whatTheEndCutsOffIsCountedAsUnfinished() throws IOException {
        results.sent("a");
        results.close();
        results.over("a", 200, "");
        results.sent("b");
        results.close();

        assertThat(Files.readAllLines(file)).hasSize(2).last().asString().endsWith(",0,unfinished,a");
        assertThat(results.sent()).isEqualTo(1);
        assertThat(results.total().byAnswer()).containsOnlyKeys("unfinished");
    }

    @Test
    void progressShowsWhatHappenedSinceTheLastLook() {
        List.of("a", "b", "c").forEach(results::sent);
        results.over("a", 200, "");
        Results.Progress first = results.look();
        results.over("b", 503, "");
        Results.Progress second = results.look();

        assertThat(first.sent()).isEqualTo(3);
        assertThat(first.waiting()).isEqualTo(2);
        assertThat(first.rate()).isPositive();
        assertThat(first.recent().byAnswer()).containsOnlyKeys("200");
        assertThat(second.rate()).isZero();
        assertThat(second.waiting()).isEqualTo(1);
        assertThat(second.recent().byAnswer()).containsOnlyKeys("503");
        assertThat(results.total().all().count()).isEqualTo(2);
    }

    @Test
    void aFullDiskIsNotOverlooked() {
        Results unlucky = new Results(new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        });

        unlucky.sent("a");
        unlucky.over("a", 200, "");

        assertThat(unlucky.broken()).hasMessage("No space left on device");
    }
}
