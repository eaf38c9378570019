package sample.drill.findings;

import java.util.ArrayList;
import java.util.List;

/** Whether the fault bit, the recovery held, and nothing was lost. */
public record Verdict(List<Check> checks) {

    private static final int RECOVERS_WITHIN = 15;
    private static final double CONSTANT = 0.05;

    public boolean held() {
        return checks.stream().allMatch(Check::ok);
    }

    public static Verdict of(Evidence evidence) {
        List<Check> checks = new ArrayList<>();
        checks.addAll(theDrillItself(evidence));
        checks.addAll(theBite(evidence.fault(), evidence.findings()));
        if (evidence.fault().isLeak()) {
            checks.addAll(theLeak(evidence));
        }
        evidence.watched().filter(watched -> evidence.fault().failsOrders()).ifPresent(watched -> checks.add(theAlarm(evidence.plan(), watched)));
        checks.addAll(theRest(evidence));
        return new Verdict(List.copyOf(checks));
    }

    private static List<Check> theDrillItself(Evidence evidence) {
        int rate = evidence.plan().rate();
        double furthest = evidence.findings().phases().stream().mapToDouble(PhaseResult::sentPerSecond)
                .reduce(rate, (a, b) -> Math.abs(a - rate) > Math.abs(b - rate) ? a : b);
        return List.of(new Check.ConstantLoad(rate, CONSTANT, furthest),
                new Check.SoundBaseline(evidence.findings().baseline().errorShare()));
    }

    private static List<Check> theBite(Fault fault, Findings findings) {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check.Bite(fault.bitesWithin(), findings.secondsToBite()));
        if (fault.slowdown() > 0) {
            checks.add(new Check.Slowdown(fault.slowdown(), findings.slowdown()));
        }
        checks.add(new Check.Answered(fault.status(), fault.share(), findings.fault().share(fault.status())));
        if (fault.tolerance() > 0) {
            checks.add(new Check.Capacity(fault.tolerance(), findings.fault().predictedPerSecond(),
                    findings.fault().acknowledgedPerSecond()));
        }
        return checks;
    }

    private static List<Check> theLeak(Evidence evidence) {
        PhaseResult fault = evidence.findings().fault();
        return List.of(new Check.FullPool(fault.poolMaximum(), fault.mostActive()),
                new Check.LeakWarning(evidence.leakLogged()));
    }

    private static Check theAlarm(Plan plan, Watched watched) {
        return new Check.AlarmFires((int) plan.fault().toSeconds(),
                watched.alarms().stream().filter(alarm -> alarm.firedAfter() != null).findFirst(),
                watched.alarms().stream().filter(alarm -> alarm.firedAfter() == null).map(Watched.Alarm::name).findFirst());
    }

    private static List<Check> theRest(Evidence evidence) {
        Findings findings = evidence.findings();
        return List.of(
                new Check.Recovered(RECOVERS_WITHIN, Findings.LIKE_THE_BASELINE * findings.baseline().p99Ms(),
                        findings.recovery()),
                new Check.GreenProbes(evidence.probes()),
                new Check.NoRestarts(evidence.restarted()),
                new Check.NothingLost(evidence.stored()));
    }
}
