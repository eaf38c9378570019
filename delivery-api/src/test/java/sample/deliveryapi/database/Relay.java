package sample.deliveryapi.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between the service and the database, and can be cut. */
final class Relay implements AutoCloseable {

    private final String host;
    private final int port;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut = true;
    private volatile boolean silent;

    private Relay(String host, int port, ServerSocket server) {
        this.host = host;
        this.port = port;
        this.server = server;
    }

    /** A relay to a server that cannot be reached until {@link #repair()}. */
    static Relay cutTo(String host, int port) throws IOException {
        Relay relay = new Relay(host, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    int port() {
        return server.getLocalPort();
    }

    void repair() {
        cut = false;
        silent = false;
    }

    /** Takes connections and bytes, and hands nothing on, as a stopped server does. */
    void beSilent() {
        silent = true;
    }

    void cut() throws IOException {
        cut = true;
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (cut) {
                    client.close();
                } else {
                    Socket database = new Socket(host, port);
                    copy(client, database);
                    copy(database, client);
                }
            } catch (IOException e) {
                // The test closed it.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        open.add(from);
        Thread.ofVirtual().start(() -> {
            try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
                byte[] bytes = new byte[8192];
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    if (!silent) {
                        out.write(bytes, 0, length);
                    }
                }
            } catch (IOException e) {
                // The other side hung up, or the relay was cut.
            } finally {
                open.remove(from);
            }
        });
    }
}
