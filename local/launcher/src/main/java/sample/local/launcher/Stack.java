package sample.local.launcher;

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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Starts the programs of a laptop stack, waits until it can be used, watches them, and stops them all when one dies or
 * the launcher is told to stop.
 */
final class Stack {

    private static final long BYTES_NEEDED = 1L << 30;

    private final StackPaths home;
    private final StackDefinition parts;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant begin = Instant.now();
    private final List<ManagedProcess> children = new ArrayList<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;
    private boolean zipkinRuns;
    private ManagedProcess zipkin;

    Stack(StackPaths home, StackDefinition parts) {
        this.home = home;
        this.parts = parts;
    }

    /** Returns when the stack was told to stop; throws when something of it failed. */
    void run() throws IOException, InterruptedException {
        checkBuilt();
        checkDisk();
        checkPorts();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        try {
            parts.start(this);
            printWhereToLook();
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

    ManagedProcess start(Program program) throws IOException {
        synchronized (children) {
            if (stopping) {
                throw new StackException("stopped while starting");
            }
            ManagedProcess child = ManagedProcess.start(program, home, parts.script());
            children.add(child);
            return child;
        }
    }

    /** Starts Zipkin unless another stack has done so. */
    void startZipkin() throws IOException {
        zipkin = zipkinRuns ? null : start(parts.zipkin().program());
    }

    void zipkinReady() throws InterruptedException {
        if (zipkinRuns) {
            step("zipkin", "is the one that runs on " + parts.zipkin().url());
        } else {
            ready(zipkin, parts.zipkin().health(), parts.zipkin().url());
        }
    }

    void ready(ManagedProcess child, String url, String where) throws InterruptedException {
        ready(child, () -> answers(url), where);
    }

    void ready(ManagedProcess child, BooleanSupplier check, String where) throws InterruptedException {
        Duration took = child.await(check);
        step(child.name(), "is ready on %s, %.1f s after its start".formatted(where, took.toMillis() / 1000.0));
    }

    private ManagedProcess firstToExit() throws InterruptedException {
        CompletableFuture<?>[] exits = children.stream().map(ManagedProcess::exit).toArray(CompletableFuture<?>[]::new);
        try {
            return (ManagedProcess) CompletableFuture.anyOf(exits).get();
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
                children.stream().skip(1).forEach(ManagedProcess::requestStop);
                for (ManagedProcess child : children.reversed()) {
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
        for (Path needed : parts.files()) {
            if (!Files.exists(needed)) {
                throw new StackException(needed + " is missing: run " + parts.script() + ", which builds it");
            }
        }
    }

    private void checkDisk() throws IOException {
        long usable = Files.getFileStore(home.state()).getUsableSpace();
        if (usable < BYTES_NEEDED) {
            throw new StackException("%s has %d MB free and the stack needs %d MB: free some, or set LOCAL_STATE_DIR"
                    .formatted(home.state(), usable >> 20, BYTES_NEEDED >> 20));
        }
    }

    private void checkPorts() throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>(parts.ports());
        zipkinRuns = answers(parts.zipkin().health());
        if (!zipkinRuns) {
            ports.put("ZIPKIN_PORT", parts.zipkin().port());
        }
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getValue()));
            } catch (BindException e) {
                throw new StackException("port %d is taken: stop what listens there, or set %s to a free port"
                        .formatted(port.getValue(), port.getKey()));
            }
        }
        step("Ports", "are free: " + ports.values());
    }

    static boolean accepts(int port) {
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

    void step(String what, String state) {
        System.out.printf("[%5.1f s] %-13s %s%n", Duration.between(begin, Instant.now()).toMillis() / 1000.0, what, state);
    }

    void printWhereToLook() {
        System.out.println();
        System.out.println(parts.whereToLook());
    }
}
