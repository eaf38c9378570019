package sample.drill.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import sample.drill.findings.Evidence;
import sample.drill.findings.Findings;
import sample.drill.findings.Moments;
import sample.drill.findings.PhaseResult;
import sample.drill.findings.Probes;
import sample.drill.findings.Stored;
import sample.drill.findings.Timeline;
import sample.drill.findings.Verdict;
import sample.drill.findings.Watched;

/**
 * The drill as a file for machines and a page for people; the page holds the same data and needs nothing but itself.
 *
 * @param begun the beginning of the baseline, in UTC
 * @param course the phases as they were planned
 * @param held whether every check did
 * @param watched null when Signals did not answer
 * @param secondsToBite null when it never bit; so too recovery
 */
public record Report(String fault, String begun, String course, boolean held, List<CheckLine> checks,
        List<PhaseResult> phases, Integer secondsToBite, Findings.Recovery recovery, Steady steady, Stored stored, Probes probes,
        List<String> restarted, Watched watched, List<Table> tables, Timeline timeline) {

    /** The part of the fault phase over which capacity is measured, on the timeline's axis. */
    record Steady(double begin, double end) {
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final String PAGE = "sample/local/signals/page/";
    private static final String UPLOT = "META-INF/resources/webjars/uplot/%s/dist/";
    private static final String UPLOT_VERSION = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

    public static Report of(Evidence evidence, Verdict verdict, Moments moments, Timeline timeline) {
        Findings findings = evidence.findings();
        Moments.Phase steady = findings.steady();
        return new Report(evidence.fault().label(), Instant.ofEpochMilli(moments.baselineBegun()).toString(),
                evidence.plan().toString(), verdict.held(),
                verdict.checks().stream().map(CheckLine::of).toList(), findings.phases(),
                findings.secondsToBite().stream().boxed().findAny().orElse(null),
                findings.recovery().orElse(null),
                new Steady((steady.begin() - moments.baselineBegun()) / 1000.0,
                        (steady.end() - moments.baselineBegun()) / 1000.0),
                evidence.stored(), evidence.probes(), evidence.restarted(), evidence.watched().orElse(null),
                tables(evidence, moments), timeline);
    }

    private static List<Table> tables(Evidence evidence, Moments moments) {
        List<Table> tables = new ArrayList<>(List.of(Table.ofPhases(evidence, moments)));
        evidence.watched().ifPresent(watched -> tables.addAll(List.of(Table.ofAlarms(watched), Table.ofObjectives(watched))));
        return tables;
    }

    /** What came of the drill, in a sentence. */
    public String verdict() {
        return held ? "The fault bit and the recovery held." : "Not as it must be: "
                + checks.stream().filter(check -> !check.ok()).count() + " of " + checks.size() + " checks missed.";
    }

    /** What the terminal shows: the tables, and the checks below them. */
    public String text() {
        StringBuilder text = new StringBuilder();
        tables.forEach(table -> text.append(table.text()).append('\n'));
        checks.forEach(check -> text.append("%-6s  %-22s  %-46s  %s%n".formatted(check.ok() ? "ok" : "MISSED",
                check.what(), check.expected(), check.measured())));
        return text.toString();
    }

    /** Writes report.json and report.html, and returns the latter. */
    public Path write(Path folder) throws IOException {
        String json = JSON.writeValueAsString(this);
        Files.writeString(folder.resolve("report.json"), json + "\n");
        // Inside a script element "</" would end it, whatever it stands for there.
        String page = resource("sample/drill/report/report.html")
                .replace("/*STYLES*/", styles()).replace("/*MODULES*/", modules()).replace("/*DATA*/", json.replace("</", "<\\/"));
        return Files.writeString(folder.resolve("report.html"), page);
    }

    private static String styles() throws IOException {
        return resource(PAGE + "colors.css") + resource(uplot() + "uPlot.min.css") + resource(PAGE + "line-chart.css");
    }

    /** The page's own chart and what it imports. A file by itself has no address that an import could be relative to, so each is in the map. */
    private static String modules() throws IOException {
        Map<String, String> modules = new TreeMap<>(Map.of("uplot.js", module(uplot() + "uPlot.esm.js")));
        for (String name : List.of("line-chart.js", "dom.js", "format.js")) {
            modules.put(name, module(PAGE + name));
        }
        return JSON.writeValueAsString(Map.of("imports", modules));
    }

    private static String module(String name) throws IOException {
        String script = resource(name).replace("from \"./", "from \"");
        return "data:text/javascript;base64," + Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8));
    }

    private static String uplot() throws IOException {
        Properties made = new Properties();
        made.load(new StringReader(resource(UPLOT_VERSION)));
        return UPLOT.formatted(made.getProperty("version"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream from = Report.class.getClassLoader().getResourceAsStream(name)) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
