package sample.local.signals.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OtlpCopiesTest {

    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch answers = new CountDownLatch(1);
    private HttpServer collector;

    @AfterEach
    void stop() {
        answers.countDown();
        if (collector != null) {
            collector.stop(0);
        }
    }

    @Test
    void theOtherCollectorGetsWhatCameByteByByte() throws Exception {
        answers.countDown();
        OtlpCopies copies = OtlpCopies.to(Optional.of("http://127.0.0.1:" + start(0)));
        copies.send("/v1/traces", new byte[]{1, 2});
        copies.send("/v1/metrics", new byte[]{3});

        await().untilAsserted(() -> assertThat(taken).containsExactly("/v1/traces application/x-protobuf [1, 2]",
                "/v1/metrics application/x-protobuf [3]"));
    }

    @Test
    void whatComesWhileItIsAwayIsLostAndTheNextArrives() throws Exception {
        answers.countDown();
        int port = freePort();
        OtlpCopies copies = OtlpCopies.to(Optional.of("http://127.0.0.1:" + port));
        copies.send("/v1/traces", new byte[]{1});
        start(port);

        await().until(() -> {
            copies.send("/v1/traces", new byte[]{2});
            return taken.contains("/v1/traces application/x-protobuf [2]");
        });
    }

    @Test
    void oneThatDoesNotAnswerCostsABoundedAmountOfMemory() throws Exception {
        OtlpCopies copies = OtlpCopies.to(Optional.of("http://127.0.0.1:" + start(0)));
        for (int i = 0; i < 1000; i++) {
            copies.send("/v1/metrics", new byte[1024 * 1024]);
        }
        answers.countDown();
        await().until(() -> !taken.isEmpty());

        // Two fit; a busy machine may see some come to nothing, and others take their place.
        assertThat(taken).hasSizeLessThan(50);
    }

    @Test
    void withoutAnAddressNothingIsKept() {
        OtlpCopies.to(Optional.empty()).send("/v1/traces", new byte[1]);
    }

    private int start(int port) throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        collector.setExecutor(Executors.newCachedThreadPool());
        collector.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                answers.await();
                taken.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + (body.length > 10 ? "much" : Arrays.toString(body)));
                exchange.sendResponseHeaders(200, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        collector.start();
        return collector.getAddress().getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
