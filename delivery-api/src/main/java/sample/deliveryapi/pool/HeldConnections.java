package sample.deliveryapi.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Counts the connections that are held for long: a leak shows as a number that climbs and never falls. Hikari's own metrics know a
 * connection's age only when it comes back. The metric {@code pool.connections.held} has one row for each age; the youngest is that at
 * which Hikari's leak detection writes to the log.
 */
@Component
class HeldConnections implements MetricsTrackerFactory {

    private final MetricsTrackerFactory micrometer;
    /** When each connection in use was taken, in nanoseconds. */
    private final ConcurrentSkipListMap<Long, Boolean> taken = new ConcurrentSkipListMap<>();

    HeldConnections(HikariDataSource pool, MeterRegistry registry) {
        this.micrometer = new MicrometerMetricsTrackerFactory(registry);
        for (Duration age : new Duration[] {Duration.ofMillis(pool.getLeakDetectionThreshold()), Duration.ofMinutes(1), Duration.ofMinutes(10)}) {
            Gauge.builder("pool.connections.held", this, held -> held.longerThan(age)).tag("longer_than", age.toSeconds() + "s")
                    .description("Connections in use for longer than this").register(registry);
        }
        pool.setMetricsTrackerFactory(this);
    }

    @Override
    public IMetricsTracker create(String poolName, PoolStats stats) {
        return new Tracker(micrometer.create(poolName, stats));
    }

    int longerThan(Duration age) {
        return taken.headMap(System.nanoTime() - age.toNanos()).size();
    }

    private final class Tracker implements IMetricsTracker {

        private final IMetricsTracker next;

        private Tracker(IMetricsTracker next) {
            this.next = next;
        }

        @Override
        public void recordConnectionCreatedMillis(long millis) {
            next.recordConnectionCreatedMillis(millis);
        }

        @Override
        public void recordConnectionAcquiredNanos(long nanos) {
            long now = System.nanoTime();
            while (taken.putIfAbsent(now, true) != null) {
                now++;
            }
            next.recordConnectionAcquiredNanos(nanos);
        }

        /** Hikari says how long the connection was held, to the millisecond: the one taken closest to that moment came back. */
        @Override
        public void recordConnectionUsageMillis(long millis) {
            long moment = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millis);
            Long closest = closest(moment);
            while (closest != null && taken.remove(closest) == null) {
                closest = closest(moment);
            }
            next.recordConnectionUsageMillis(millis);
        }

        @Override
        public void recordConnectionTimeout() {
            next.recordConnectionTimeout();
        }

        @Override
        public void close() {
            next.close();
        }

        private Long closest(long moment) {
            Long before = taken.floorKey(moment);
            Long after = taken.ceilingKey(moment);
            if (before == null || after == null) {
                return before == null ? after : before;
            }
            return moment - before < after - moment ? before : after;
        }
    }
}
