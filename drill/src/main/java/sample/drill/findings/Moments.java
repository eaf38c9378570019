package sample.drill.findings;

import java.util.List;

/**
 * When things happened, in milliseconds since 1970. A change of SSM's parameters takes some seconds until the running
 * service has read them, so each flip has two moments.
 */
public record Moments(long baselineBegun, long faultBegun, long faultInForce, long restoreBegun, long restoreInForce,
        long end) {

    /** A stretch of time in which one state was in force; the seconds in which a flip takes effect are in none. */
    public record Phase(String name, long begin, long end) {

        double seconds() {
            return (end - begin) / 1000.0;
        }

        boolean contains(double at) {
            return at >= begin && at < end;
        }
    }

    Phase baseline() {
        return new Phase("baseline", baselineBegun, faultBegun);
    }

    Phase fault() {
        return new Phase("fault", faultInForce, restoreBegun);
    }

    Phase restored() {
        return new Phase("restored", restoreInForce, end);
    }

    List<Phase> phases() {
        return List.of(baseline(), fault(), restored());
    }
}
