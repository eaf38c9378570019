package sample.drill.experiment;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import sample.drill.findings.Pool;
import sample.drill.findings.Probes;

/** Watches the pool and the probes for as long as it is open. */
final class Sampler implements AutoCloseable {

    private final Services services;
    private final List<Pool> pools = new CopyOnWriteArrayList<>();
    private final List<String> red = new CopyOnWriteArrayList<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2,
            Thread.ofPlatform().daemon().name("sampler-", 0).factory());

    Sampler(Services services, Duration every) {
        this.services = services;
        clock.scheduleAtFixedRate(this::lookAtPool, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        clock.scheduleAtFixedRate(this::lookAtProbes, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAtPool() {
        try {
            pools.add(services.pool());
        } catch (IOException | RuntimeException e) {
            // A gap in the timeline; that the service does not answer is what the probes say.
        }
    }

    private void lookAtProbes() {
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        services.redProbes().forEach(probe -> red.add(at + " " + probe));
        rounds.incrementAndGet();
    }

    List<Pool> pools() {
        return List.copyOf(pools);
    }

    Probes probes() {
        return new Probes(rounds.get(), List.copyOf(red));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
