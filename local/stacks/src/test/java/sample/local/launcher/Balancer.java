package sample.local.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One address for several instances of a service, as a Service of Kubernetes is. A new connection goes to an instance whose
 * {@code ready} answered 200 at the last look, twice a second. A connection that is open stays, whatever {@code ready} says.
 */
final class Balancer implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    private final String path;
    private final List<Integer> ports;
    private final List<Integer> ready = new CopyOnWriteArrayList<>();
    private int next;

    /** @param path such as {@code /api/orders} */
    Balancer(String path, List<Integer> ports) throws IOException {
        this.path = path;
        this.ports = ports;
        Thread.ofVirtual().start(this::look);
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The port of instance {@code number}, counted round and round. */
    int port(int number) {
        return ports.get(number % ports.size());
    }

    /** The ports that take new connections. */
    List<Integer> ready() {
        return List.copyOf(ready);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void look() {
        while (!server.isClosed()) {
            for (int port : ports) {
                boolean isReady = Probe.status("http://127.0.0.1:" + port + path + "/ready") == 200;
                if (isReady && !ready.contains(port)) {
                    ready.add(port);
                } else if (!isReady) {
                    ready.remove(Integer.valueOf(port));
                }
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        List<Integer> now = List.copyOf(ready);
        if (now.isEmpty()) {
            client.close();
            return;
        }
        try {
            Socket instance = new Socket(InetAddress.getLoopbackAddress(), now.get(next++ % now.size()));
            copy(client, instance);
            copy(instance, client);
        } catch (IOException e) {
            // The instance is gone.
            client.close();
        }
    }

    private static void copy(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException e) {
                // One side hung up; closing both tells the other.
            }
        });
    }
}
