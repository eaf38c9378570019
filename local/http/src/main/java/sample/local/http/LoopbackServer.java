package sample.local.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * The HTTP server of a program that stands in for AWS on this machine. It listens on the loopback address only, hands on no
 * request that a page of another site made ({@link OwnRequests}), and waits for no client for ever.
 */
public final class LoopbackServer {

    /** What the JDK's server takes from the system properties, once, when it is first used. Times are in seconds. */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            // An answer may wait 29 s for a function, as API Gateway's may.
            "sun.net.httpserver.maxRspTime", "60",
            "sun.net.httpserver.maxReqHeaderSize", "65536",
            "jdk.httpserver.maxConnections", "1000");

    private LoopbackServer() {
    }

    /**
     * Starts to listen on {@code port}, 0 for any; the caller stops the server. Each of the {@code handlers} serves the paths
     * that begin with its key, unless a longer key fits; none of them changes anything for a GET.
     *
     * @throws IOException when the port cannot be had
     */
    public static HttpServer start(int port, Map<String, HttpHandler> handlers) throws IOException {
        return start(InetAddress.getLoopbackAddress(), port, new OwnRequests(), handlers);
    }

    /**
     * Does the same in a container: listens on every address that it has there, for the other containers, which call it by
     * {@code name}. Its ports are to be published on the loopback address only.
     *
     * @throws IOException when the port cannot be had
     */
    public static HttpServer startInContainer(String name, int port, Map<String, HttpHandler> handlers) throws IOException {
        return start(new InetSocketAddress(0).getAddress(), port, new OwnRequests(name), handlers);
    }

    private static HttpServer start(InetAddress address, int port, OwnRequests own, Map<String, HttpHandler> handlers) throws IOException {
        LIMITS.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        handlers.forEach((path, handler) -> server.createContext(path, handler).getFilters().add(own));
        server.start();
        return server;
    }
}
