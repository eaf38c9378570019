package sample.drill.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import sample.drill.findings.Evidence;
import sample.drill.findings.Findings;
import sample.drill.findings.Moments;
import sample.drill.findings.PhaseResult;
import sample.drill.findings.Stored;

/**
 * The numbers side by side, a column for each phase: what the terminal shows, the report too.
 *
 * @param columns the phases' names
 */
record Table(List<String> columns, List<Row> rows, List<String> notes) {

    private static final int LABEL = 32;
    private static final int VALUE = 12;

    /** One line: a value for each phase, blank where there is none. */
    record Row(String label, List<String> values) {
    }

    static Table of(Evidence evidence, Moments moments) {
        Findings findings = evidence.findings();
        List<Row> rows = new ArrayList<>();
        rows.add(row(findings, "seconds", phase -> number(phase.seconds())));
        rows.add(row(findings, "orders sent per second", phase -> number(phase.sentPerSecond())));
        rows.add(row(findings, "p50 ms", phase -> number(phase.p50Ms())));
        rows.add(row(findings, "p99 ms", phase -> number(phase.p99Ms())));
        rows.add(row(findings, "errors", phase -> percent(phase.errorShare())));
        rows.add(row(findings, "  answered " + evidence.fault().status(),
                phase -> percent(phase.share(evidence.fault().status()))));
        rows.add(row(findings, "pool: connections at most", phase -> String.valueOf(phase.poolMaximum())));
        rows.add(row(findings, "pool: most in use", phase -> String.valueOf(phase.mostActive())));
        rows.add(row(findings, "pool: most waiting", phase -> String.valueOf(phase.mostPending())));
        rows.add(row(findings, "hold time ms, predicted", phase -> number(phase.holdMs())));
        rows.add(row(findings, "capacity per second, predicted", phase -> number(phase.predictedPerSecond())));
        rows.add(row(findings, "acknowledged per second", phase -> number(phase.acknowledgedPerSecond())));
        Optional<Integer> bite = findings.secondsToBite().stream().boxed().findAny();
        Optional<Integer> recovery = findings.recovery().map(Findings.Recovery::seconds);
        rows.add(new Row("seconds to bite", List.of("", seconds(bite), "")));
        rows.add(new Row("seconds to recover", List.of("", "", seconds(recovery))));
        return new Table(findings.phases().stream().map(PhaseResult::name).toList(), List.copyOf(rows),
                notes(evidence, moments));
    }

    private static List<String> notes(Evidence evidence, Moments moments) {
        Stored stored = evidence.stored();
        Moments.Phase steady = evidence.findings().steady();
        return List.of(
                "Orders: " + stored.sent() + " sent, " + stored.acknowledged() + " acknowledged; in the database are "
                        + stored.acknowledgedStored() + " of the acknowledged and " + stored.otherStored()
                        + " of the others.",
                "An order counts in the phase it was sent in; the seconds until a flip is in force count in none.",
                "Acknowledged per second is measured where the fault phase is steady: from second %s to %s."
                        .formatted(number((steady.begin() - moments.baselineBegun()) / 1000.0),
                                number((steady.end() - moments.baselineBegun()) / 1000.0)));
    }

    private static Row row(Findings findings, String label, Function<PhaseResult, String> value) {
        return new Row(label, findings.phases().stream().map(value).toList());
    }

    private static String seconds(Optional<Integer> seconds) {
        return seconds.map(String::valueOf).orElse("never");
    }

    private static String percent(double share) {
        return number(share * 100) + " %";
    }

    /** One decimal, after a point wherever the machine stands. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** The table as lines of text, with the notes below it. */
    String text(String title) {
        StringBuilder text = new StringBuilder();
        line(text, title, columns);
        rows.forEach(row -> line(text, row.label(), row.values()));
        text.append('\n');
        notes.forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, List<String> values) {
        StringBuilder line = new StringBuilder(("%-" + LABEL + "s").formatted(label));
        values.forEach(value -> line.append(("%" + VALUE + "s").formatted(value)));
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
