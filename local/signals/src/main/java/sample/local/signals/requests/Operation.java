package sample.local.signals.requests;

import sample.local.signals.traces.Span;

/** The name of what a request asks for, as Application Signals gives it. */
final class Operation {

    private Operation() {
    }

    /**
     * The span's name, such as {@code POST /api/orders}; where that says no path, the method and the first part of
     * the path.
     */
    static String of(Span span) {
        String method = span.attribute("http.request.method", "http.method");
        String path = span.attribute("url.path", "http.target");
        if (span.name().isEmpty() || span.name().equals(method) && !path.isEmpty()) {
            int end = path.indexOf('/', 1);
            int query = path.indexOf('?');
            String first = path.substring(0, Math.min(end < 0 ? path.length() : end, query < 0 ? path.length()
                    : query));
            return (method + " " + (first.isEmpty() ? "/" : first)).strip();
        }
        return span.name();
    }
}
