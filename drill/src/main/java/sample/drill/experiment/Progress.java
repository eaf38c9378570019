package sample.drill.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import sample.drill.report.Report;

/**
 * How far the drill is, for the page of {@link Signals}. It is told every second, so that a page that knows nothing of the drill, as after
 * a restart, learns of it, and one that hears nothing any more knows that it ended.
 */
final class Progress implements AutoCloseable {

    private final Signals signals;
    private final Map<String, Object> told = new LinkedHashMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("progress").factory());

    /** @param to null while it lasts */
    private record Phase(String name, String from, String to) {
    }

    Progress(Signals signals, String fault) {
        this.signals = signals;
        told.put("fault", fault);
        told.put("running", true);
        told.put("phases", phases);
        clock.scheduleWithFixedDelay(this::tell, 0, 1, TimeUnit.SECONDS);
    }

    /** A phase begins, and the one before it ends. */
    synchronized void begin(String phase) {
        endPhase();
        phases.add(new Phase(phase, Instant.now().toString(), null));
    }

    private void endPhase() {
        if (!phases.isEmpty() && phases.getLast().to() == null) {
            Phase last = phases.removeLast();
            phases.add(new Phase(last.name(), last.from(), Instant.now().toString()));
        }
    }

    /**
     * The drill is over.
     *
     * @param folder the name of the report's folder, if that is where Signals looks for it
     */
    void end(Report report, Optional<String> folder) {
        synchronized (this) {
            told.put("checks", report.checks());
            told.put("report", folder.orElse(null));
        }
        end(report.verdict());
    }

    /** @param verdict what came of the drill, in a sentence */
    void end(String verdict) {
        synchronized (this) {
            endPhase();
            told.put("running", false);
            told.put("verdict", verdict);
        }
        tell();
    }

    private synchronized void tell() {
        try {
            signals.tell(told);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A drill that was cut short is over too, without a verdict. */
    @Override
    public void close() {
        clock.shutdownNow();
        synchronized (this) {
            endPhase();
            told.put("running", false);
        }
        tell();
    }
}
