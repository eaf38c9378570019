package sample.local.signals.requests;

import java.util.Locale;
import sample.local.signals.traces.Span;

/**
 * What a call goes to, as Application Signals names it.
 *
 * @param operation such as {@code POST /api/delivery}, {@code INSERT} or {@code PutItem}
 */
public record Dependency(String service, String operation, Kind kind) {

    /** What it is, as far as the span says. */
    public enum Kind {
        SERVICE, DATABASE, AWS, QUEUE, OTHER
    }

    /** Returns the address that the call went to, {@code host:port}, or nothing. */
    static String address(Span call) {
        String host = call.attribute("server.address", "net.peer.name");
        String port = call.attribute("server.port", "net.peer.port");
        return port.isEmpty() ? host : host + ":" + port;
    }

    /** @param serviceAtAddress the service that was seen to answer at the call's address; empty for none */
    static Dependency of(Span call, String serviceAtAddress) {
        String peer = call.attribute("service.peer.name", "peer.service");
        String database = call.attribute("db.system.name", "db.system");
        String rpc = call.attribute("rpc.system", "rpc.system.name");
        if (rpc.equals("aws-api")) {
            return new Dependency("AWS::" + call.attribute("rpc.service").replace("DynamoDb", "DynamoDB")
                    .replace("Sqs", "SQS")
                    .replace("Ssm", "SSM"), call.attribute("rpc.method"), Kind.AWS);
        }
        if (!database.isEmpty()) {
            return new Dependency(peer.isEmpty() ? database : peer, statement(call), Kind.DATABASE);
        }
        if (!peer.isEmpty()) {
            return new Dependency(peer, operation(call), serviceAtAddress.equals(peer) ? Kind.SERVICE : Kind.OTHER);
        }
        if (!serviceAtAddress.isEmpty()) {
            return new Dependency(serviceAtAddress, operation(call), Kind.SERVICE);
        }
        if (!call.attribute("messaging.system").isEmpty()) {
            return new Dependency(call.attribute("messaging.system"),
                    call.attribute("messaging.operation.type", "messaging.operation"),
                    Kind.QUEUE);
        }
        String address = address(call);
        return new Dependency(address.isEmpty() ? "UnknownRemoteService" : address, operation(call), Kind.OTHER);
    }

    private static String operation(Span call) {
        String method = call.attribute("http.request.method", "http.method");
        if (method.isEmpty()) {
            return call.name();
        }
        String url = call.attribute("url.full", "http.url");
        String path = url.replaceFirst("^[a-z]+://[^/]*", "");
        int end = path.indexOf('/', 1);
        return method + " " + (path.isEmpty() ? "/" : path.substring(0, end < 0 ? path.length() : end)
                .replaceFirst("\\?.*", ""));
    }

    private static String statement(Span call) {
        String operation = call.attribute("db.operation.name", "db.operation");
        String text = call.attribute("db.query.text", "db.statement").strip();
        return (operation.isEmpty() ? text.isEmpty() ? call.name() : text.split("\\s+", 2)[0] : operation)
                .toUpperCase(Locale.ROOT);
    }
}
