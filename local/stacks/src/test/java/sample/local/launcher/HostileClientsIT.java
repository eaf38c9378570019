package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that stall, trickle and come in crowds, against both real services at once, with their 256 MB. They insist: whenever one is
 * closed, another takes its place. Meanwhile the probes answer on their own port, and an honest order is served. When the crowd gives
 * up, the service closes what is open within seconds, and its memory is free again.
 *
 * <p>The machine may be busy, and the crowds run on it too. So the answers of the probes are compared with those of a server in this
 * JVM that does nothing else, asked at the same time.
 */
@Timeout(300)
class HostileClientsIT {

    /** In bytes. Buffers that Tomcat keeps for the next requests. */
    private static final long MAX_KEPT = 40L << 20;
    private static final Duration MAX_PROBE = Duration.ofMillis(100);
    /** The attackers, both services and the tests beside this one share two processors. */
    private static final Duration MAX_PAUSE = Duration.ofMillis(500);
    /** The platform's readiness probe (k8s/base): it fails after 3 s, and after three failures in a row the pod gets no requests. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(3);
    private static final int PROBES_MISSED = 3;
    private static final Duration ATTACK = Duration.ofSeconds(4);
    private static final Duration MAX_TO_SERVE = Duration.ofSeconds(60);
    /**
     * More connect than the service and the kernel's queue (accept-count) take. The others believe that they are connected, and the kernel
     * tries to hand them on 1, 3, 7, 15 and 31 s later.
     */
    private static final Duration MAX_TO_CLOSE = Duration.ofSeconds(45);

    private enum Attack {
        IDLE_CONNECTIONS(5000, false) {
            @Override
            String bytes(Service service, int number) {
                return "";
            }
        },
        STALLED_BODIES(1600, false) {
            @Override
            String bytes(Service service, int number) {
                return number % 2 == 0 ? service.post("Content-Length: 65000") + "\r\n{\"x\": \"" + "x".repeat(60_000)
                        : service.post("Transfer-Encoding: chunked") + "\r\nfde8\r\n{\"x\": \"" + "x".repeat(60_000);
            }
        },
        HALF_HEADS(1000, false) {
            @Override
            String bytes(Service service, int number) {
                return service.post("Content-Length: 65000");
            }
        },
        TRICKLERS(1000, true) {
            @Override
            String bytes(Service service, int number) {
                return switch (number % 3) {
                    case 0 -> service.post("Content-Length: 65000") + "X-Trickle: ";
                    case 1 -> service.post("Content-Length: 65000") + "\r\n";
                    default -> service.post("Transfer-Encoding: chunked") + "\r\nfde8\r\n";
                };
            }
        },
        /** Each wants one answer and then stays, in quiet times for a minute. */
        KEPT_CONNECTIONS(2000, false) {
            @Override
            int mayStay() {
                return 1500;
            }

            @Override
            String bytes(Service service, int number) {
                return "GET " + service.path() + "/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            }
        },
        REQUESTS_AT_ONCE(2000, false) {
            @Override
            boolean insists() {
                return false;
            }

            @Override
            String bytes(Service service, int number) {
                String order = Ledger.order("at-once-" + UUID.randomUUID(), "Jane Roe", 1);
                return service.post("Connection: close\r\nContent-Length: " + order.length()) + "\r\n" + order;
            }
        };

        private final int count;
        private final boolean trickles;

        Attack(int count, boolean trickles) {
            this.count = count;
            this.trickles = trickles;
        }

        /** What a connection sends. */
        abstract String bytes(Service service, int number);

        /** Whether another takes the place of each that is closed, until the attack is over. */
        boolean insists() {
            return true;
        }

        /** How many connections may be left some seconds after the attack. */
        int mayStay() {
            return 0;
        }
    }

    private record Service(String name, String path, String port, String probePort) {

        /** The head of a request without its end. */
        String post(String header) {
            return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + header + "\r\n";
        }
    }

    /** How long the answers of an address took, in ms, one after the other. */
    private record Times(List<Long> millis) {

        long at(double share) {
            return millis.stream().sorted().toList().get((int) Math.ceil(share * millis.size()) - 1);
        }

        int mostInARowOver(long limit) {
            int most = 0;
            int now = 0;
            for (long time : millis) {
                now = time > limit ? now + 1 : 0;
                most = Math.max(most, now);
            }
            return most;
        }

        @Override
        public String toString() {
            return "p50 %d, p95 %d, most %d of %d".formatted(at(0.5), at(0.95), at(1), millis.size());
        }
    }

    private static final List<Service> SERVICES = List.of(
            new Service("order-api", "/api/orders", "ORDER_API_PORT", "ORDER_API_PROBE_PORT"),
            new Service("delivery-api", "/api/delivery", "DELIVERY_API_PORT", "DELIVERY_API_PROBE_PORT"));

    @TempDir
    private static Path state;
    private static RunningStack stack;
    private static HttpServer idle;

    @BeforeAll
    static void start() throws Exception {
        idle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        idle.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        idle.start();
        stack = RunningStack.orders(state).with("OTEL_JAVAAGENT_ENABLED", "false")
                .withPort("ORDER_API_PROBE_PORT").withPort("DELIVERY_API_PROBE_PORT").up();
        for (int i = 0; i < 100; i++) {
            order("warm-up-" + i);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
        idle.stop(0);
    }

    @ParameterizedTest
    @EnumSource
    void costLittle(Attack attack) throws Exception {
        Map<String, Long> processes = processes();
        Map<String, Long> live = live();
        AtomicBoolean over = new AtomicBoolean();
        List<Crowd> crowds = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<Times>> probing = new LinkedHashMap<>();
            try {
                for (Service service : SERVICES) {
                    Crowd crowd = new Crowd(stack.port(service.port()), attack.count, attack.trickles, number -> attack.bytes(service, number));
                    crowds.add(crowd);
                    if (!attack.insists()) {
                        crowd.giveUp();
                    }
                    probing.put(service.name(), threads.submit(() -> probe(stack.url(service.probePort(), service.path() + "/health"), over)));
                }
                probing.put("idle", threads.submit(() -> probe("http://127.0.0.1:" + idle.getAddress().getPort() + "/", over)));
                Instant begin = Instant.now();
                await().atMost(MAX_TO_SERVE).pollInterval(Duration.ofMillis(100)).until(() -> order("honest-" + UUID.randomUUID()) == 200
                        && begin.plus(ATTACK).isBefore(Instant.now()));
                crowds.forEach(Crowd::giveUp);
                await().atMost(MAX_TO_CLOSE).until(() -> crowds.stream().allMatch(crowd -> crowd.connected() <= attack.mayStay()));
            } finally {
                over.set(true);
                for (Crowd crowd : crowds) {
                    crowd.close();
                }
            }
            Times bystander = probing.get("idle").get();
            for (int i = 0; i < SERVICES.size(); i++) {
                Service service = SERVICES.get(i);
                Crowd crowd = crowds.get(i);
                Times probes = probing.get(service.name()).get();
                System.out.printf("%s, %s: most connected %d, answers %d %s, longest %d s; probes in ms %s; an idle server %s%n", attack,
                        service.name(), crowd.mostConnected(), crowd.answers(), crowd.statuses(), crowd.longest().toSeconds(), probes, bystander);
                assertThat(probes.at(0.5)).isLessThanOrEqualTo(MAX_PROBE.toMillis());
                assertThat(probes.at(0.95)).isLessThanOrEqualTo(MAX_PAUSE.toMillis() + 3 * bystander.at(0.95));
                assertThat(probes.mostInARowOver(PROBE_TIMEOUT.toMillis() + bystander.at(1))).isLessThan(PROBES_MISSED);
                // 502 and 504 come from order-api, whose delivery-api is attacked as well.
                assertThat(crowd.statuses()).isSubsetOf(200, 408, 502, 503, 504);
                assertThat(Files.readString(stack.paths().log(service.name()))).doesNotContain("OutOfMemoryError");
            }
        }
        assertThat(processes()).isEqualTo(processes);
        live().forEach((service, after) -> assertThat(after).as(service + ", before " + live).isLessThan(live.get(service) + MAX_KEPT));
    }

    private static Map<String, Long> processes() throws IOException {
        Map<String, Long> processes = new TreeMap<>();
        for (Service service : SERVICES) {
            processes.put(service.name(), stack.process(service.name()).pid());
        }
        return processes;
    }

    /** What is in use in the heaps after a collection, in bytes. */
    private static Map<String, Long> live() throws Exception {
        Map<String, Long> live = new TreeMap<>();
        for (Service service : SERVICES) {
            Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    String.valueOf(stack.process(service.name()).pid()), "GC.run").redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            assertThat(jcmd.waitFor(60, TimeUnit.SECONDS)).isTrue();
            live.put(service.name(), stack.get(service.probePort(), "/actuator/prometheus").body().lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum());
        }
        return live;
    }

    /** Asks again and again, each time over a connection of its own as the platform does, until it is over. */
    private static Times probe(String url, AtomicBoolean over) throws IOException, InterruptedException {
        List<Long> millis = new ArrayList<>();
        while (!over.get() || millis.isEmpty()) {
            long begin = System.nanoTime();
            HttpURLConnection probe = (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
            probe.setRequestProperty("Connection", "close");
            probe.setReadTimeout((int) MAX_TO_SERVE.toMillis());
            assertThat(probe.getResponseCode()).as(url).isEqualTo(200);
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
            Thread.sleep(20);
        }
        return new Times(millis);
    }

    /** The status of the answer; 0 where there was none. */
    private static int order(String id) throws InterruptedException {
        try {
            return stack.post(Ledger.order(id, "Jane Roe", 1)).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
