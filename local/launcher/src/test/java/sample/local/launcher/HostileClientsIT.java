package sample.local.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that stall, trickle and come in crowds, against the real services with their 256 MB. Meanwhile the probes answer on their own
 * port, and an honest order is served.
 */
@Timeout(300)
@EnabledIfSystemProperty(named = "long", matches = "true", disabledReason = "takes minutes and both processors: -Dlong=true")
class HostileClientsIT {

    private static final int STALLED_BODY = 60_000;

    @TempDir
    private static Path state;
    private static RunningStack stack;
    private static int orderProbes;
    private static int deliveryProbes;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        orderProbes = RunningStack.freePort();
        deliveryProbes = RunningStack.freePort();
        stack = RunningStack.orders(state).with("OTEL_JAVAAGENT_ENABLED", "false")
                .with("ORDER_API_PROBE_PORT", String.valueOf(orderProbes))
                .with("DELIVERY_API_PROBE_PORT", String.valueOf(deliveryProbes)).up();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ORDER_API_PORT, stalled bodies, 1600", "ORDER_API_PORT, idle connections, 5000", "ORDER_API_PORT, half heads, 1000",
        "ORDER_API_PORT, trickling bodies, 1000", "ORDER_API_PORT, requests at once, 2000",
        "DELIVERY_API_PORT, stalled bodies, 1600", "DELIVERY_API_PORT, idle connections, 5000", "DELIVERY_API_PORT, half heads, 1000",
        "DELIVERY_API_PORT, requests at once, 2000"})
    void costLittle(String port, String attack, int count) throws Exception {
        String service = port.equals("ORDER_API_PORT") ? "order-api" : "delivery-api";
        String path = port.equals("ORDER_API_PORT") ? "/api/orders" : "/api/delivery";
        long process = stack.process(service).pid();
        String probe = "http://127.0.0.1:" + (service.equals("order-api") ? orderProbes : deliveryProbes) + path + "/health";
        AtomicBoolean over = new AtomicBoolean();
        Queue<Long> millis = new ConcurrentLinkedQueue<>();
        long begin = System.nanoTime();
        long closed;
        long honest;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> probing = threads.submit(() -> probe(probe, over, millis));
            try {
                attack(attack, stack.port(port), path, count, threads);
                long sent = System.nanoTime();
                await().atMost(Duration.ofSeconds(30)).until(() -> isServed(path, stack.port(port)));
                honest = (System.nanoTime() - sent) / 1_000_000;
                await().atMost(Duration.ofSeconds(30)).until(() -> sockets.stream().allMatch(HostileClientsIT::isClosed));
                closed = (System.nanoTime() - sent) / 1_000_000;
            } finally {
                over.set(true);
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
            probing.get();
        }
        List<Long> sorted = millis.stream().sorted().toList();
        System.out.printf("%s, %d %s: %d probes, p50 %d ms, p99 %d ms, most %d ms; honest order after %d ms; all closed after %d ms (%d s in all)%n",
                service, count, attack, sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100), sorted.getLast(),
                honest, closed, (System.nanoTime() - begin) / 1_000_000_000);
        assertThat(stack.process(service).pid()).isEqualTo(process);
        // 100 ms is the promise; the attackers run on the same processors.
        assertThat(sorted.get(sorted.size() * 95 / 100)).isLessThan(500);
    }

    private void attack(String attack, int port, String path, int count, ExecutorService threads) throws Exception {
        String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65000\r\n";
        switch (attack) {
            case "stalled bodies" -> connect(port, count, head + "\r\n{\"x\": \"" + "x".repeat(STALLED_BODY));
            case "idle connections" -> connect(port, count, "");
            case "half heads" -> connect(port, count, head);
            case "trickling bodies" -> {
                connect(port, count, head + "\r\n");
                threads.submit(this::trickle);
            }
            case "requests at once" -> {
                List<Future<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    answers.add(threads.submit(() -> post(path, port)));
                }
                for (Future<Integer> answer : answers) {
                    assertThat(answer.get()).isIn(200, 503, 504);
                }
            }
            default -> throw new IllegalArgumentException(attack);
        }
    }

    private void connect(int port, int count, String bytes) {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
                socket.setSoTimeout(1);
                sockets.add(socket);
                socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            } catch (IOException refused) {
                // As it should be, from some number on.
            }
        }
    }

    private void trickle() {
        while (!sockets.stream().allMatch(HostileClientsIT::isClosed)) {
            for (Socket socket : sockets) {
                try {
                    socket.getOutputStream().write('x');
                } catch (IOException closed) {
                    // As it should be.
                }
            }
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Reads what the server sent, so as to see the end. */
    private static synchronized boolean isClosed(Socket socket) {
        try {
            while (socket.getInputStream().read(new byte[8192]) >= 0) {
                // an answer
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private void probe(String url, AtomicBoolean over, Queue<Long> millis) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
        while (!over.get()) {
            long begin = System.nanoTime();
            try {
                assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
                millis.add((System.nanoTime() - begin) / 1_000_000);
                Thread.sleep(20);
            } catch (IOException e) {
                millis.add(10_000L);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean isServed(String path, int port) {
        try {
            return post(path, port) == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int post(String path, int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Ledger.order("H-" + System.nanoTime(), "Jane Roe", 1))).build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }
}
