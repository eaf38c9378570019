package sample.drill.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sample.drill.findings.Check;
import sample.drill.findings.Evidence;
import sample.drill.findings.Findings;
import sample.drill.findings.Probes;
import sample.drill.findings.Stored;
import sample.drill.findings.Watched;

/** A check in words, as the terminal and the report show it. */
record CheckLine(String what, String expected, String measured, boolean ok) {

    static CheckLine of(Check check) {
        boolean ok = check.ok();
        return switch (check) {
            case Check.ConstantLoad(int rate, double tolerance, double furthest) -> new CheckLine("constant load",
                    rate + " orders/s, within " + percent(tolerance) + ", in every phase",
                    Table.number(furthest), ok);
            case Check.SoundBaseline(double errors) ->
                    new CheckLine("sound baseline", "no errors", percent(errors) + " errors", ok);
            case Check.Bite(int within, OptionalInt seconds) -> new CheckLine("the fault bites",
                    "within " + within + " s of the flip",
                    seconds.isPresent() ? seconds.getAsInt() + " s" : "never", ok);
            case Check.Slowdown(double atLeast, double times) -> new CheckLine("p50 grows",
                    "at least " + Table.number(atLeast) + " times the baseline's", Table.number(times) + " times", ok);
            case Check.Answered(int status, double atLeast, double share) -> new CheckLine("answered " + status,
                    "at least " + percent(atLeast) + " of the orders", percent(share), ok);
            case Check.Capacity capacity -> new CheckLine("measured capacity",
                    "within " + percent(capacity.tolerance()) + " of the predicted "
                            + Table.number(capacity.predicted()) + "/s",
                    Table.number(capacity.measured()) + "/s, " + percent(capacity.off()), ok);
            case Check.AlarmFires(int within, Optional<Watched.Alarm> first, Optional<String> before) -> new CheckLine("an alarm fires",
                    "within " + within + " s, while the fault lasts",
                    first.map(alarm -> alarm.name() + " after " + alarm.firedAfter() + " s")
                            .or(() -> before.map(name -> name + " was in ALARM before")).orElse("none"), ok);
            case Check.FullPool(int maximum, int mostActive) -> new CheckLine("the pool runs out",
                    "all " + maximum + " connections in use", mostActive + " in use", ok);
            case Check.LeakWarning(Evidence.LeakLog log) -> new CheckLine("Hikari names the leak",
                    "a warning in delivery-api's log", switch (log) {
                        case FOUND -> "found";
                        case NOT_FOUND -> "not found";
                        case NO_LOG -> "no log to look into";
                    }, ok);
            case Check.Recovered(int within, double p99Limit, Optional<Findings.Recovery> recovery) -> new CheckLine(
                    "the recovery holds",
                    "within " + within + " s: no errors, p99 at most " + Table.number(p99Limit) + " ms",
                    recovery.map(was -> was.seconds() + " s; p99 " + Table.number(was.p99Ms()) + " ms")
                            .orElse("never"), ok);
            case Check.GreenProbes(Probes probes) -> new CheckLine("health and readiness", "200 throughout",
                    probes.red().isEmpty() ? "200 in all " + probes.rounds() + " rounds"
                            : probes.red().size() + " not 200, first " + probes.red().getFirst(), ok);
            case Check.NoRestarts(List<String> restarted) -> new CheckLine("no restarts", "the same processes",
                    restarted.isEmpty() ? "the same" : String.join(", ", restarted) + " restarted", ok);
            case Check.NothingLost(Stored stored) -> new CheckLine("orders",
                    "each acknowledged one in the database once",
                    stored.acknowledgedStored() + " of " + stored.acknowledged() + ", " + stored.unknown().size()
                            + " unknown", ok);
        };
    }

    /** With a decimal only where there is one. */
    static String percent(double share) {
        return Table.number(share * 100).replaceFirst("\\.0$", "") + " %";
    }
}
