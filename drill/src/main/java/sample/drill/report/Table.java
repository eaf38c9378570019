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
import sample.drill.findings.Watched;

/**
 * Numbers side by side: what the terminal shows, the report too.
 *
 * @param title what the rows are
 * @param notes sentences below the table
 */
record Table(String title, List<String> columns, List<Row> rows, List<String> notes) {

    private static final int LABEL = 32;
    private static final int VALUE = 12;
    private static final int SPACE = 2;

    /** One line: a value for each column, blank where there is none. */
    record Row(String label, List<String> values) {
    }

    /** A column for each phase. */
    static Table ofPhases(Evidence evidence, Moments moments) {
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
        return new Table(evidence.fault().label(), findings.phases().stream().map(PhaseResult::name).toList(), List.copyOf(rows),
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

    /** When each alarm fired, and when it went back. */
    static Table ofAlarms(Watched watched) {
        List<Row> rows = watched.alarms().stream().map(alarm -> new Row(alarm.name(), List.of(
                alarm.firedAfter() == null ? "before" : alarm.firedAfter() + " s",
                alarm.backAfter() == null ? "not yet" : alarm.backAfter() + " s"))).toList();
        return new Table("alarm", List.of("fired", "back to OK"), rows, List.of(rows.isEmpty() ? "No alarm fired."
                : "Seconds from the beginning of the fault, and from the beginning of the restore. An alarm on a burn rate looks at the last "
                        + "five minutes and the last hour, so it goes back late."));
    }

    /** What the drill burnt of each error budget. */
    static Table ofObjectives(Watched watched) {
        return new Table("objective", List.of("budget", "predicted", "measured", "predicted %", "measured %"), watched.objectives().stream()
                .map(objective -> new Row(objective.name(), List.of(whole(objective.budget()), whole(objective.predicted()),
                        String.valueOf(objective.measured()), whole(100 * objective.predictedShare()), whole(100 * objective.measuredShare()))))
                .toList(),
                List.of("In bad requests. The budget is what the objective allows at this rate over its whole interval, a day."));
    }

    private static String whole(double value) {
        return String.valueOf(Math.round(value));
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
    String text() {
        StringBuilder text = new StringBuilder();
        int label = rows.stream().mapToInt(row -> row.label().length() + SPACE).reduce(LABEL, Math::max);
        line(text, label, title, columns);
        rows.forEach(row -> line(text, label, row.label(), row.values()));
        text.append('\n');
        notes.forEach(note -> text.append(note).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, int width, String label, List<String> values) {
        StringBuilder line = new StringBuilder(("%-" + width + "s").formatted(label));
        values.forEach(value -> line.append(("%" + VALUE + "s").formatted(value)));
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
