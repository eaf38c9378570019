package sample.drill.findings;

import java.time.Duration;

/**
 * The course of a drill.
 *
 * @param warmUp load before the baseline that is not counted: cold JVMs would make any fault look small
 * @param baseline until the fault is introduced
 * @param fault from the beginning of its introduction to the beginning of the restore
 * @param restored from the beginning of the restore to the end
 * @param rate orders per second throughout
 * @param sampling time between two looks at the pool and the probes
 */
public record Plan(Duration warmUp, Duration baseline, Duration fault, Duration restored, int rate, Duration sampling) {

    /** The fault lasts long enough for an alarm that asks for two bad minutes of three. */
    public static final Plan USUAL = new Plan(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(150),
            Duration.ofSeconds(30), 60, Duration.ofMillis(500));

    public Duration total() {
        return warmUp.plus(baseline).plus(fault).plus(restored);
    }

    @Override
    public String toString() {
        return rate + " orders/s: warm-up " + warmUp.toSeconds() + " s (not counted), baseline " + baseline.toSeconds()
                + " s, fault " + fault.toSeconds() + " s, restored " + restored.toSeconds() + " s";
    }
}
