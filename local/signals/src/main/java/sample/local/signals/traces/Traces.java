package sample.local.signals.traces;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Puts spans together into traces. The spans of a trace come from several services, each when it likes; a trace is
 * handed on when nothing more of it has come for a while. What comes later still is a trace of its own. Thread-safe.
 */
public final class Traces {

    private static final Duration QUIET = Duration.ofMillis(2_000);
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);
    private static final int MAX_SPANS = 12_000;

    private final Clock clock;
    private final Consumer<Trace> settled;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private int spans;

    /** @param settled takes each trace once */
    public Traces(Clock clock, Consumer<Trace> settled) {
        this.clock = clock;
        this.settled = settled;
    }

    private static final class Open {

        private final Instant first;
        private Instant last;
        private final List<Span> spans = new ArrayList<>();

        Open(Instant first) {
            this.first = first;
        }
    }

    public void add(List<Span> arrived) {
        List<Trace> early;
        synchronized (this) {
            Instant now = clock.instant();
            for (Span span : arrived) {
                Open trace = open.computeIfAbsent(span.traceId(), id -> new Open(now));
                trace.last = now;
                trace.spans.add(span);
            }
            spans += arrived.size();
            early = spans > MAX_SPANS ? take(trace -> spans > MAX_SPANS / 2) : List.of();
        }
        early.forEach(settled);
    }

    /** Hands on what has settled. To be called every second or more often. */
    public void settle() {
        Instant now = clock.instant();
        List<Trace> quiet;
        synchronized (this) {
            quiet = take(trace -> !now.isBefore(trace.last.plus(QUIET)) || !now.isBefore(trace.first.plus(MAX_WAIT)));
        }
        quiet.forEach(settled);
    }

    private List<Trace> take(Predicate<Open> which) {
        List<Trace> taken = new ArrayList<>();
        for (Iterator<Map.Entry<String, Open>> all = open.entrySet().iterator(); all.hasNext();) {
            Map.Entry<String, Open> next = all.next();
            if (which.test(next.getValue())) {
                taken.add(new Trace(next.getKey(), next.getValue().spans));
                spans -= next.getValue().spans.size();
                all.remove();
            }
        }
        return taken;
    }
}
