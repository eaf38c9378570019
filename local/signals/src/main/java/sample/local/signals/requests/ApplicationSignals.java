package sample.local.signals.requests;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.traces.Span;
import sample.local.signals.traces.Trace;

/**
 * The metrics of Application Signals: {@code Latency} in ms, {@code Fault} and {@code Error}, each of which every
 * request has a value of. A request counts when its span comes in. A call counts when its trace has settled, for only
 * then is it known what it went to, and for which request. Thread-safe.
 */
public final class ApplicationSignals {

    public static final String NAMESPACE = "ApplicationSignals";

    /** As the CloudWatch agent does: requests for invented paths do not make metrics without end. */
    private static final int MAX_OPERATIONS = 40;
    private static final String OTHER_OPERATIONS = "AllOtherOperations";
    private static final int MAX_ADDRESSES = 200;

    private final MetricStore metrics;
    private final Consumer<Request> requests;
    private final Map<String, Set<String>> operations = new HashMap<>();
    private final Map<String, String> services = new ConcurrentHashMap<>();
    private final Map<String, Dependency.Kind> kinds = new ConcurrentHashMap<>();

    /** @param requests takes each request once */
    public ApplicationSignals(MetricStore metrics, Consumer<Request> requests) {
        this.metrics = metrics;
        this.requests = requests;
    }

    /** Counts the span if it is a request that its service answered. */
    public void count(Span span) {
        if (span.kind() != Span.Kind.SERVER && span.kind() != Span.Kind.CONSUMER) {
            return;
        }
        Request request = new Request(span.environment(), span.service(), bounded(span.service(), Operation.of(span)),
                span.ended(),
                span.milliseconds(), span.isFault(), span.isError());
        Map<String, String> service = Map.of("Environment", request.environment(), "Service", request.service());
        put(service, span);
        put(with(service, "Operation", request.operation()), span);
        requests.accept(request);
    }

    /** Counts the calls of a trace. */
    public void count(Trace trace) {
        trace.spans().stream().filter(Span::isCall).forEach(call -> learn(trace, call));
        trace.spans().stream().filter(call -> call.isCall() && !isWithinCall(trace, call)).forEach(call -> {
            Dependency to = dependency(call);
            kinds.put(to.service(), to.kind());
            String operation = bounded(call.service() + " -> " + to.service(), to.operation());
            Map<String, String> dimensions = Map.of("Environment", call.environment(), "Service", call.service(),
                    "RemoteService", to.service());
            put(dimensions, call);
            put(with(dimensions, "RemoteOperation", operation), call);
            trace.requestOf(call).ifPresent(request -> put(with(with(dimensions, "RemoteOperation", operation),
                    "Operation",
                    bounded(call.service(), Operation.of(request))), call));
        });
    }

    /** Notes who answered at the address that was called. */
    private void learn(Trace trace, Span call) {
        String address = Dependency.address(call);
        Optional<Span> answer = trace.children(call).stream().filter(span -> span.kind() == Span.Kind.SERVER)
                .findFirst();
        if (!address.isEmpty() && answer.isPresent() && (services.size() < MAX_ADDRESSES
                || services.containsKey(address))) {
            services.put(address, answer.get().service());
        }
    }

    /** The AWS SDK's call has the HTTP call inside it as a span of its own; it is one call. */
    private static boolean isWithinCall(Trace trace, Span call) {
        return trace.parent(call).filter(Span::isCall).isPresent();
    }

    private Dependency dependency(Span call) {
        return Dependency.of(call, services.getOrDefault(Dependency.address(call), ""));
    }

    /** Returns what kind of thing a dependency is. */
    public Dependency.Kind kind(String service) {
        return kinds.getOrDefault(service, Dependency.Kind.OTHER);
    }

    private String bounded(String of, String operation) {
        synchronized (operations) {
            Set<String> known = operations.computeIfAbsent(of, it -> new HashSet<>());
            return known.contains(operation) || known.size() < MAX_OPERATIONS && known.add(operation) ? operation
                    : OTHER_OPERATIONS;
        }
    }

    private void put(Map<String, String> dimensions, Span span) {
        Instant end = span.ended();
        metrics.put(new Metric(NAMESPACE, "Latency", dimensions), end, span.milliseconds(), 1);
        metrics.put(new Metric(NAMESPACE, "Fault", dimensions), end, span.isFault() ? 1 : 0, 1);
        metrics.put(new Metric(NAMESPACE, "Error", dimensions), end, span.isError() ? 1 : 0, 1);
    }

    private static Map<String, String> with(Map<String, String> dimensions, String name, String value) {
        Map<String, String> more = new HashMap<>(dimensions);
        more.put(name, value);
        return more;
    }
}
