package sample.drill.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sample.drill.findings.Answer;
import sample.drill.findings.Evidence;
import sample.drill.findings.Fault;
import sample.drill.findings.Findings;
import sample.drill.findings.Moments;
import sample.drill.findings.Plan;
import sample.drill.findings.Pool;
import sample.drill.findings.Probes;
import sample.drill.findings.Stored;
import sample.drill.findings.Timeline;
import sample.drill.findings.Verdict;
import sample.drill.findings.Watched;

class ReportTest {

    private static final long ZERO = 1_700_000_000_000L;
    private static final Moments MOMENTS =
            new Moments(ZERO, ZERO + 10_000, ZERO + 12_000, ZERO + 30_000, ZERO + 32_000, ZERO + 45_000);

    private static final Watched WATCHED = new Watched(List.of(new Watched.Alarm("faults", 71, null)),
            List.of(new Watched.Objective("availability", 5184.4, 1234.5, 1200)));

    @TempDir
    private Path folder;

    private final Locale usual = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(usual);
    }

    /** Turkish has a decimal comma and an i of its own, Egyptian Arabic has other digits. */
    @ParameterizedTest
    @MethodSource("sample.drill.findings.Fault#all")
    void theLocaleOfTheMachineChangesNothing(Fault fault) throws IOException {
        String expected = everythingShown(Locale.ROOT, fault);

        assertThat(everythingShown(Locale.forLanguageTag("tr-TR"), fault)).isEqualTo(expected);
        assertThat(everythingShown(Locale.forLanguageTag("ar-EG"), fault)).isEqualTo(expected);
        assertThat(expected).contains("p50 ms  ", "60.5", "warm-up 15 s", "1200 of 1234, 0 unknown",
                "\"p50_ms\" : 60.5", "\"fired_after\" : 71", "5184", "not yet");
    }

    private String everythingShown(Locale locale, Fault fault) throws IOException {
        Locale.setDefault(locale);
        Evidence evidence = new Evidence(fault, Plan.USUAL, Findings.of(fault, MOMENTS, answers(), pools()),
                new Stored(1300, 1234, 1200, 3, List.of(), List.of()), new Probes(1200, List.of()),
                List.of("order-api"), Optional.of(WATCHED), Evidence.LeakLog.FOUND);
        Report report = Report.of(evidence, Verdict.of(evidence), MOMENTS, Timeline.of(MOMENTS, answers(), pools()));
        Path page = report.write(folder);
        return report.text() + Files.readString(folder.resolve("report.json")) + Files.readString(page);
    }

    private static List<Answer> answers() {
        return IntStream.range(0, 450).mapToObj(i -> new Answer(ZERO + i * 100L, 60.5, 200, "", "order-" + i)).toList();
    }

    private static List<Pool> pools() {
        return IntStream.range(0, 90).mapToObj(i -> new Pool(ZERO + i * 500L, 30, 1, 0, 2000, 50, 600)).toList();
    }
}
