package sample.drill.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sample.drill.findings.Answer;
import sample.drill.findings.Evidence;
import sample.drill.findings.Findings;
import sample.drill.findings.Moments;
import sample.drill.findings.Plan;
import sample.drill.findings.Pool;
import sample.drill.findings.Stored;
import sample.drill.findings.Timeline;
import sample.drill.findings.Verdict;
import sample.drill.findings.Watched;
import sample.drill.report.Report;

/** Introduces a fault under load, takes it back, and judges what that did. */
final class Drill {

    private static final String LEAK = "Connection leak detection triggered";

    private final Settings settings;
    private final Plan plan;
    private final PrintStream terminal;
    private final Scripts scripts;
    private volatile boolean interrupted;
    private volatile boolean over;

    Drill(Settings settings, Plan plan, PrintStream terminal) {
        this.settings = settings;
        this.plan = plan;
        this.terminal = terminal;
        this.scripts = new Scripts(settings.scripts(), settings.fault(), settings.out().resolve("flips.log"));
    }

    public static void main(String[] args) {
        int status;
        try {
            status = new Drill(Settings.parse(System.getenv(), args), Plan.USUAL, System.out).status();
        } catch (DrillException e) {
            complain(e.getMessage());
            status = 2;
        }
        System.exit(status);
    }

    /** Runs the drill and returns the exit status of the program. */
    int status() {
        try {
            return run().held() ? 0 : 1;
        } catch (IOException | InterruptedException | IllegalStateException e) {
            if (!interrupted) {
                complain("cut short, " + scripts.outcome() + ": " + e.getMessage());
            }
            return 1;
        }
    }

    /** Runs the drill; however this ends, the fault is gone afterwards. */
    Verdict run() throws IOException, InterruptedException {
        try (DrillLock lock = DrillLock.open(settings.lock());
                Services services = new Services(settings.orderApi(), settings.deliveryApi());
                Signals signals = new Signals(settings.signals())) {
            // Before anything is asked: a running drill's fault would look like one that was forgotten.
            lock.take();
            requireNormal(services);
            makeFolder();
            try (Progress progress = new Progress(signals, settings.fault().label());
                    scripts; Load load = Load.start(settings.scripts(), plan, settings.out())) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(load, progress)));
                return run(services, signals, load, progress);
            } finally {
                over = true;
            }
        }
    }

    private Verdict run(Services services, Signals signals, Load load, Progress progress) throws IOException, InterruptedException {
        say("Drill %s, %s", settings.fault().label(), plan);
        Map<String, Double> startTimes = services.startTimes();
        long baselineBegun = load.firstOrderAt() + plan.warmUp().toMillis();
        progress.begin("warm-up");
        say("The load runs, and warms everything up.");
        sleepUntil(baselineBegun);
        try (Sampler sampler = new Sampler(services, plan.sampling())) {
            long logged = logLength();
            say("Baseline.");
            progress.begin("baseline");
            Optional<JsonNode> usual = signals.state();
            sleepUntil(baselineBegun + plan.baseline().toMillis());
            long faultBegun = System.currentTimeMillis();
            progress.begin("fault");
            scripts.introduceFault();
            long faultInForce = System.currentTimeMillis();
            say("Fault introduced, in force after %.1f s.", (faultInForce - faultBegun) / 1000.0);
            sleepUntil(faultBegun + plan.fault().toMillis());
            long restoreBegun = System.currentTimeMillis();
            progress.begin("restored");
            scripts.restoreNormal();
            long restoreInForce = System.currentTimeMillis();
            say("Normal restored, in force after %.1f s.", (restoreInForce - restoreBegun) / 1000.0);
            long end = restoreBegun + plan.restored().toMillis();
            sleepUntil(end);
            progress.begin("questions");
            say("The load is over. Asking for every order ...");
            List<Answer> answers = load.answers();
            Moments moments =
                    new Moments(baselineBegun, faultBegun, faultInForce, restoreBegun, restoreInForce, end);
            Map<String, Double> startTimesNow = services.startTimes();
            Findings findings = Findings.of(settings.fault(), moments, answers, sampler.pools());
            Stored stored = StoredOrders.ask(services::find, answers);
            Optional<Watched> watched = usual.flatMap(before -> signals.state().map(after ->
                    Watched.of(settings.fault(), plan, moments, findings.fault(), before, after)));
            Evidence evidence = new Evidence(settings.fault(), plan, findings, stored, sampler.probes(),
                    startTimes.keySet().stream().filter(name -> !startTimes.get(name).equals(startTimesNow.get(name)))
                            .sorted().toList(), watched, leakLogged(logged));
            Verdict verdict = Verdict.of(evidence);
            Report report = Report.of(evidence, verdict, moments, Timeline.of(moments, answers, sampler.pools()));
            Path page = report.write(settings.out());
            progress.end(report, settings.folder());
            say("%n%s%n%s%nReport: %s", report.text(), report.verdict(), page);
            return verdict;
        }
    }


    /** Refuses to start while a fault is active. */
    private void requireNormal(Services services) {
        try {
            Pool pool = services.pool();
            List<String> red = services.redProbes();
            if (!red.isEmpty()) {
                throw new DrillException(red.getFirst() + ": start the stack with scripts/local-up.sh");
            }
            if (services.isFaulty() || pool.capacity() < 2 * plan.rate()) {
                throw new DrillException("a fault is in force already: run scripts/7-restore-normal.sh --local first");
            }
        } catch (IOException e) {
            throw new DrillException("%s does not answer: start the stack with scripts/local-up.sh"
                    .formatted(settings.deliveryApi()));
        }
    }

    private void makeFolder() throws IOException {
        Files.createDirectories(settings.out());
        try {
            Files.createFile(settings.out().resolve("flips.log"));
        } catch (FileAlreadyExistsException e) {
            throw new DrillException(settings.out() + " holds another drill: give another --out");
        }
    }

    private long logLength() throws IOException {
        return Files.exists(settings.log()) ? Files.size(settings.log()) : 0;
    }

    private Evidence.LeakLog leakLogged(long after) throws IOException {
        if (!Files.exists(settings.log())) {
            return Evidence.LeakLog.NO_LOG;
        }
        byte[] log = Files.readAllBytes(settings.log());
        String since = new String(log, (int) after, log.length - (int) after, StandardCharsets.UTF_8);
        return since.contains(LEAK) ? Evidence.LeakLog.FOUND : Evidence.LeakLog.NOT_FOUND;
    }

    /** Does at Ctrl-C or SIGTERM what run() would do at its end, as the JVM does not wait for that. */
    private void interrupt(Load load, Progress progress) {
        if (over) {
            return;
        }
        interrupted = true;
        load.close();
        String outcome = "interrupted: ";
        try {
            scripts.close();
            outcome += scripts.outcome();
        } catch (IOException e) {
            outcome += scripts.outcome() + ": " + e.getMessage();
        }
        progress.end(outcome);
        complain(outcome);
    }

    private static void sleepUntil(long moment) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(Math.max(0, moment - System.currentTimeMillis())));
    }

    private static void complain(String message) {
        System.err.println("fault-drill: " + message);
    }

    private void say(String format, Object... values) {
        terminal.println(String.format(Locale.ROOT, format, values));
    }
}
