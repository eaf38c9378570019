package sample.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import sample.local.ssm.ParameterStore;
import sample.local.ssm.SsmEndpoint;

/**
 * Starts the programs of the laptop stack, waits until an order could be taken, watches them, and stops them all when
 * one dies or the launcher is told to stop.
 */
final class Stack {

    private static final long BYTES_NEEDED = 1L << 30;

    private final Settings settings;
    private final Programs programs;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant begin = Instant.now();
    private final List<Child> children = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    Stack(Settings settings) {
        this.settings = settings;
        this.programs = new Programs(settings);
    }

    /** Returns when the stack was told to stop; throws when something of it failed. */
    void run() throws IOException, InterruptedException {
        checkBuilt();
        checkDisk();
        checkPorts();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        try {
            startAll();
            printWhereToLook(settings);
            throw firstToExit().died();
        } catch (StackException e) {
            // Ctrl-C reaches the children as well as the launcher, and may end one of them before the launcher knows.
            Thread.sleep(500);
            if (!isStopping()) {
                throw e;
            }
        } finally {
            stop();
        }
    }

    private void startAll() throws IOException, InterruptedException {
        if (settings.awsEndpoint() == null) {
            ParameterStore parameters = ParameterStore.in(settings.state().resolve("ssm-parameters.json"),
                    Map.of("/java-sample-app/mysql/pool-size", "10", "/java-sample-app/mysql/max-overflow", "20"));
            SsmEndpoint.start(settings.awsPort(), parameters);
            step("SSM endpoint", "listens on " + settings.aws());
        } else {
            step("SSM endpoint", "is yours: " + settings.aws());
        }

        MariaDb database = MariaDb.under(settings.state(), settings.mysqlPort());
        database.prepare();
        step("MariaDB", "is installed");
        // All at once: each spends most of its start waiting, and the services bear a database that comes later.
        Child mariadb = start(database.program());
        Child zipkin = start(programs.zipkin());
        Child delivery = start(programs.deliveryApi());
        Child order = start(programs.orderApi());

        ready(mariadb, () -> accepts(settings.mysqlPort()), "127.0.0.1:" + settings.mysqlPort());
        ready(zipkin, () -> answers(settings.zipkin() + "/health"), settings.zipkin());
        ready(delivery, () -> answers(settings.delivery() + "/ready"), settings.delivery());
        ready(order, () -> answers(settings.orders() + "/ready"), settings.orders());
    }

    private Child start(Program program) throws IOException {
        synchronized (children) {
            if (stopping) {
                throw new StackException("stopped while starting");
            }
            Child child = Child.start(program, settings);
            children.add(child);
            return child;
        }
    }

    private void ready(Child child, BooleanSupplier check, String where)
            throws InterruptedException {
        Duration took = child.await(check);
        step(child.name(), "is ready on %s, %.1f s after its start".formatted(where, took.toMillis() / 1000.0));
    }

    private Child firstToExit() throws InterruptedException {
        CompletableFuture<?>[] exits = children.stream().map(Child::exit).toArray(CompletableFuture<?>[]::new);
        try {
            return (Child) CompletableFuture.anyOf(exits).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isStopping() {
        synchronized (children) {
            return stopping;
        }
    }

    /** The services at the same time and the database last, so that they end their requests in order. */
    private void stop() {
        boolean alreadyStopping;
        synchronized (children) {
            alreadyStopping = stopping;
            stopping = true;
        }
        try {
            if (!alreadyStopping) {
                children.stream().skip(1).forEach(Child::requestStop);
                for (Child child : children.reversed()) {
                    child.stop();
                }
                stopped.countDown();
            }
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void checkBuilt() {
        for (Path needed : programs.files()) {
            if (!Files.exists(needed)) {
                throw new StackException(needed + " is missing: run scripts/local-up.sh, which builds it");
            }
        }
    }

    private void checkDisk() throws IOException {
        long usable = Files.getFileStore(settings.state()).getUsableSpace();
        if (usable < BYTES_NEEDED) {
            throw new StackException("%s has %d MB free and the stack needs %d MB: free some, or set LOCAL_STATE_DIR"
                    .formatted(settings.state(), usable >> 20, BYTES_NEEDED >> 20));
        }
    }

    private void checkPorts() throws IOException {
        for (Map.Entry<String, Integer> port : settings.ports().entrySet()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getValue()));
            } catch (BindException e) {
                throw new StackException("port %d is taken: stop what listens there, or set %s to a free port"
                        .formatted(port.getValue(), port.getKey()));
            }
        }
        step("Ports", "are free: " + settings.ports().values());
    }

    private static boolean accepts(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean answers(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void step(String what, String state) {
        System.out.printf("[%5.1f s] %-13s %s%n", Duration.between(begin, Instant.now()).toMillis() / 1000.0, what, state);
    }

    static void printWhereToLook(Settings settings) {
        System.out.println("""

                Post an order:
                  curl -s -X POST %1$s -H 'Content-Type: application/json' -d '{
                    "order_id": "123", "customer_name": "John Doe",
                    "items": [{"product_id": "456", "quantity": 1, "price": 29.99}],
                    "total_amount": 29.99, "shipping_address": "123 Main St"}'
                Look:
                  the order      curl -s %1$s/123
                  the row        %3$s
                  the traces     %4$s
                  the pool       curl -s %2$s/config
                  try the API    http://127.0.0.1:%5$d/docs
                Flip the pool to one connection, and watch it follow within 5 s:
                  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                  aws ssm put-parameter --endpoint-url %6$s --name /java-sample-app/mysql/pool-size --value 1 --overwrite
                  aws ssm put-parameter --endpoint-url %6$s --name /java-sample-app/mysql/max-overflow --value 0 --overwrite
                Stop:
                  scripts/local-down.sh
                """.formatted(settings.orders(), settings.delivery(), MariaDb.client(settings, "SELECT * FROM orders"),
                settings.zipkin(), settings.orderApiPort(), settings.aws()));
    }
}
