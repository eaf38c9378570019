package sample.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run, from the first order to the summary. */
final class LoadRun {

    private static final int SECONDS_TO_STOP = 5;

    private final Settings settings;
    private final Terminal terminal;
    private final Path orders;
    private final Results results;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean stopped;
    private boolean summarised;

    private LoadRun(Settings settings, Terminal terminal, Path orders, Results results) {
        this.settings = settings;
        this.terminal = terminal;
        this.orders = orders;
        this.results = results;
    }

    /** Makes the output folder and orders.csv, but sends nothing yet. */
    static LoadRun of(Settings settings, Terminal terminal) throws IOException {
        Path orders = settings.out().resolve("orders.csv");
        try (Stream<Path> present = Files.list(Files.createDirectories(settings.out()))) {
            if (present.findAny().isPresent()) {
                throw new LoadException(settings.out() + " is not empty: give a new folder with --out");
            }
        }
        return new LoadRun(settings, terminal, orders, Results.in(orders));
    }

    Results results() {
        return results;
    }

    /** Sends the orders and returns when all are answered or given up. */
    void run() throws IOException {
        Optional<Path> report = Optional.empty();
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            clock.scheduleAtFixedRate(results::flush, 1, 1, TimeUnit.SECONDS);
            clock.scheduleAtFixedRate(this::showProgress, 2, 2, TimeUnit.SECONDS);
            terminal.start(settings);
            report = Optional.of(generate());
        } finally {
            finish(report);
            over.countDown();
        }
        if (results.broken() != null) {
            throw new LoadException("stopped, as orders.csv cannot be written: " + results.broken().getMessage());
        }
    }

    /** Ends a run early, with a report if that can be had soon. Returns when the summary is printed. */
    void stop() {
        stopped = true;
        try {
            if (!over.await(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                finish(Optional.empty());
            }
        } catch (IOException | InterruptedException e) {
            // The JVM ends anyway.
        }
    }

    private Path generate() throws IOException {
        FailureReasons failures = new FailureReasons();
        failures.listen();
        // The id of a run has nothing to do with the order's seed: two runs must never send the same order.
        String run = UUID.randomUUID().toString().substring(24);
        OrderSimulation.prepare(new OrderSimulation.Input(settings, new Orders(new Random(), run), results, failures,
                () -> stopped || results.broken() != null));
        return Gatling.run(OrderSimulation.class, settings.out());
    }

    private void showProgress() {
        if (results.sendingSeconds() >= 1) {
            terminal.progress(results.look());
        }
    }

    private synchronized void finish(Optional<Path> report) throws IOException {
        if (!summarised) {
            summarised = true;
            results.close();
            terminal.summary(settings, results, orders, report);
        }
    }
}
