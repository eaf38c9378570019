package sample.local.signals.traces;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The slowest and the failed requests of the last minutes, each with what explains it. Thread-safe. */
public final class NotableRequests {

    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MAX_SHOWN = 10;
    private static final int MAX_PER_SECONDS = 10;
    private static final int SECONDS = 10;

    private final Clock clock;
    private final List<Notable> slow = new ArrayList<>();
    private final List<Notable> failed = new ArrayList<>();

    public NotableRequests(Clock clock) {
        this.clock = clock;
    }

    private record Notable(String traceId, Span request, Span explains, double ownMilliseconds) {

        long slot() {
            return request.ended().getEpochSecond() / SECONDS;
        }

        double milliseconds() {
            return request.milliseconds();
        }

        Map<String, Object> state() {
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("trace_id", traceId);
            state.put("at", request.ended());
            state.put("service", request.service());
            state.put("operation", request.name());
            state.put("status", request.status() == 0 ? null : request.status());
            state.put("ms", milliseconds());
            Map<String, Object> where = new LinkedHashMap<>();
            where.put("service", explains.service());
            where.put("span", explains.name());
            where.put("ms", explains.milliseconds());
            where.put("own_ms", ownMilliseconds);
            where.put("failed", explains.failed() || explains.isFault());
            where.put("error", explains.attribute("error.type", "exception.type"));
            state.put("where", where);
            return state;
        }
    }

    /** A probe that asks a service that is not ready yet is no request of anyone's. */
    private static boolean isProbe(Span request) {
        return request.name().matches("GET .*/(ready|health|actuator/.*)");
    }

    public void note(Trace trace) {
        for (Span request : trace.entries()) {
            if (isProbe(request)) {
                continue;
            }
            Span explains = trace.explains(request);
            Notable notable = new Notable(trace.id(), request, explains, trace.ownMilliseconds(explains));
            synchronized (this) {
                keep(slow, notable, Comparator.comparing(Notable::milliseconds));
                if (request.isFault()) {
                    keep(failed, notable, Comparator.comparing(it -> it.request().end()));
                }
            }
        }
    }

    /** Of each ten seconds ten are kept: the slowest, or the latest. */
    private void keep(List<Notable> kept, Notable notable, Comparator<Notable> order) {
        kept.add(notable);
        Predicate<Notable> sameSlot = it -> it.slot() == notable.slot();
        if (kept.stream().filter(sameSlot).count() > MAX_PER_SECONDS) {
            kept.remove(kept.stream().filter(sameSlot).min(order).orElseThrow());
        }
        Instant old = clock.instant().minus(KEPT);
        kept.removeIf(it -> it.request().ended().isBefore(old) || it.request().ended()
                .isAfter(clock.instant().plus(KEPT)));
    }

    /** Returns the slowest first. */
    public List<Map<String, Object>> slowest() {
        return shown(slow, Comparator.comparing(Notable::milliseconds));
    }

    /** Returns the latest first. */
    public List<Map<String, Object>> failed() {
        return shown(failed, Comparator.comparing(it -> it.request().end()));
    }

    private synchronized List<Map<String, Object>> shown(List<Notable> kept, Comparator<Notable> order) {
        Instant old = clock.instant().minus(KEPT);
        return kept.stream().filter(it -> it.request().ended().isAfter(old)).sorted(order.reversed()).limit(MAX_SHOWN)
                .map(Notable::state).toList();
    }
}
