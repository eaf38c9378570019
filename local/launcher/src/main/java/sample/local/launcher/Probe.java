package sample.local.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks what listens on this machine. It always asks directly, never through a proxy. */
final class Probe {

    private static final int TIMEOUT_MS = 2000;

    private Probe() {
    }

    static boolean accepts(int port) {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The status of the answer to a GET, 0 when there is none. */
    static int status(String url) {
        try {
            HttpURLConnection connection = open(url);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Whether a GET is answered with 200 and a body that contains {@code text}. */
    static boolean answers(String url, String text) {
        try {
            HttpURLConnection connection = open(url);
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readNBytes(10_000), StandardCharsets.UTF_8).contains(text);
            }
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException e) {
            return false;
        }
    }

    private static HttpURLConnection open(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        return connection;
    }
}
