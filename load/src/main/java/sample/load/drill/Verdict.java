package sample.load.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Whether the fault bit, the recovery held, and nothing was lost. */
record Verdict(List<Check> checks) {

    private static final int RECOVERS_WITHIN = 15;
    private static final double CONSTANT = 0.05;
    private static final int NEVER = Integer.MAX_VALUE;

    boolean held() {
        return checks.stream().allMatch(Check::ok);
    }

    static Verdict of(Evidence evidence) {
        List<Check> checks = new ArrayList<>();
        checks.addAll(theDrillItself(evidence));
        checks.addAll(theBite(evidence.fault(), evidence.findings()));
        if (evidence.fault() == Fault.CONNECTION_LEAK) {
            checks.addAll(theLeak(evidence));
        }
        checks.addAll(theRest(evidence));
        return new Verdict(List.copyOf(checks));
    }

    private static List<Check> theDrillItself(Evidence evidence) {
        int rate = evidence.plan().rate();
        double furthest = evidence.findings().phases().stream().mapToDouble(PhaseResult::sentPerSecond)
                .reduce(rate, (a, b) -> Math.abs(a - rate) > Math.abs(b - rate) ? a : b);
        double errors = evidence.findings().baseline().errorShare();
        return List.of(
                new Check("constant load", "%d orders/s, within %s, in every phase".formatted(rate, percent(CONSTANT)),
                        Table.number(furthest), Math.abs(furthest - rate) <= CONSTANT * rate),
                new Check("sound baseline", "no errors", percent(errors) + " errors", errors == 0));
    }

    private static List<Check> theBite(Fault fault, Findings findings) {
        List<Check> checks = new ArrayList<>();
        OptionalInt bite = findings.secondsToBite();
        checks.add(new Check("the fault bites", "within %d s of the flip".formatted(fault.bitesWithin()),
                bite.isPresent() ? bite.getAsInt() + " s" : "never", bite.orElse(NEVER) <= fault.bitesWithin()));
        if (fault.slowdown() > 0) {
            checks.add(new Check("p50 grows", "at least " + fault.slowdown() + " times the baseline's",
                    Table.number(findings.slowdown()) + " times", findings.slowdown() >= fault.slowdown()));
        }
        double share = findings.fault().share(fault.status());
        checks.add(new Check("answered " + fault.status(), "at least " + percent(fault.share()) + " of the orders",
                percent(share), share >= fault.share()));
        if (fault.tolerance() > 0) {
            double predicted = findings.fault().predictedPerSecond();
            double measured = findings.fault().acknowledgedPerSecond();
            double off = measured / predicted - 1;
            checks.add(new Check("measured capacity",
                    "within %s of the predicted %s/s".formatted(percent(fault.tolerance()), Table.number(predicted)),
                    "%s/s, %s".formatted(Table.number(measured), percent(off)), Math.abs(off) <= fault.tolerance()));
        }
        return checks;
    }

    private static List<Check> theLeak(Evidence evidence) {
        PhaseResult fault = evidence.findings().fault();
        return List.of(
                new Check("the pool runs out", "all %d connections in use".formatted(fault.poolMaximum()),
                        fault.mostActive() + " in use", fault.mostActive() >= fault.poolMaximum()),
                new Check("Hikari names the leak", "a warning in delivery-api's log", switch (evidence.leakLogged()) {
                    case FOUND -> "found";
                    case NOT_FOUND -> "not found";
                    case NO_LOG -> "no log to look into";
                }, evidence.leakLogged() != Evidence.LeakLog.NOT_FOUND));
    }

    private static List<Check> theRest(Evidence evidence) {
        Sampler.Probes probes = evidence.probes();
        Stored stored = evidence.stored();
        return List.of(
                theRecovery(evidence.findings()),
                new Check("health and readiness", "200 throughout", probes.red().isEmpty()
                        ? "200 in all %d rounds".formatted(probes.rounds())
                        : "%d not 200, first %s".formatted(probes.red().size(), probes.red().getFirst()),
                        probes.red().isEmpty() && probes.rounds() > 0),
                new Check("no restarts", "the same processes", evidence.restarted().isEmpty() ? "the same"
                        : String.join(", ", evidence.restarted()) + " restarted", evidence.restarted().isEmpty()),
                new Check("orders", "each acknowledged one in the database once",
                        "%d of %d, %d unknown".formatted(stored.acknowledgedStored(), stored.acknowledged(),
                                stored.unknown().size()),
                        stored.acknowledgedStored() == stored.acknowledged() && stored.unknown().isEmpty()));
    }

    private static Check theRecovery(Findings findings) {
        double limit = Findings.LIKE_THE_BASELINE * findings.baseline().p99Ms();
        return new Check("the recovery holds",
                "within %d s: no errors, p99 at most %s ms".formatted(RECOVERS_WITHIN, Table.number(limit)),
                findings.recovery().map(recovery -> "%d s; p99 %s ms".formatted(recovery.seconds(),
                        Table.number(recovery.p99Ms()))).orElse("never"),
                findings.recovery().map(Findings.Recovery::seconds).orElse(NEVER) <= RECOVERS_WITHIN);
    }

    private static String percent(double share) {
        return Table.number(share * 100).replaceFirst("\\.0$", "") + " %";
    }
}
