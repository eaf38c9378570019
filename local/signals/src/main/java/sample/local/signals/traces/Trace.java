package sample.local.signals.traces;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spans of one trace that came in together. */
public final class Trace {

    private final String id;
    private final List<Span> spans;
    private final Map<String, Span> byId = new HashMap<>();
    private final Map<String, List<Span>> children = new HashMap<>();

    Trace(String id, List<Span> spans) {
        this.id = id;
        this.spans = spans;
        for (Span span : spans) {
            byId.put(span.id(), span);
            children.computeIfAbsent(span.parent(), it -> new ArrayList<>()).add(span);
        }
    }

    public String id() {
        return id;
    }

    public List<Span> spans() {
        return spans;
    }

    public List<Span> children(Span span) {
        return children.getOrDefault(span.id(), List.of());
    }

    public Optional<Span> parent(Span span) {
        return Optional.ofNullable(byId.get(span.parent()));
    }

    /** Returns the request that the span is a part of, in the same service. */
    public Optional<Span> requestOf(Span span) {
        Span at = span;
        for (int depth = 0; at != null && depth < spans.size(); depth++) {
            if (at.kind() == Span.Kind.SERVER || at.kind() == Span.Kind.CONSUMER) {
                return Optional.of(at);
            }
            at = byId.get(at.parent());
        }
        return Optional.empty();
    }

    /** Returns the requests that came from outside: nothing here called them. */
    public List<Span> entries() {
        return spans.stream().filter(span -> span.kind() == Span.Kind.SERVER && !byId.containsKey(span.parent()))
                .toList();
    }

    /**
     * Returns the span that explains the request: of a failed one the deepest that failed, which is where it began;
     * else the one that took the most time that is not a part's.
     */
    public Span explains(Span request) {
        List<Span> parts = new ArrayList<>(List.of(request));
        Map<String, Integer> depths = new HashMap<>(Map.of(request.id(), 0));
        for (int i = 0; i < parts.size(); i++) {
            for (Span child : children(parts.get(i))) {
                if (depths.putIfAbsent(child.id(), depths.get(parts.get(i).id()) + 1) == null) {
                    parts.add(child);
                }
            }
        }
        return parts.stream().filter(span -> span.failed() || span.isFault())
                .max(Comparator.comparing(span -> depths.get(span.id())))
                .orElseGet(() -> Collections.max(parts, Comparator.comparing(this::ownMilliseconds)));
    }

    /**
     * The time that the span took and none of its parts. Parts that ran side by side count once each, so it may be 0.
     */
    public double ownMilliseconds(Span span) {
        return Math.max(0, span.milliseconds() - children(span).stream().mapToDouble(Span::milliseconds).sum());
    }
}
