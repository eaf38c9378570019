package sample.drill.findings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The faults, and what each must do to count as having bitten. */
public enum Fault {

    //              p50 grows   status and its share   capacity   bites within
    POOL_EXHAUSTION(20,         503, 0.40,             0.15,      10),
    SLOW_DATABASE  (5,          503, 0.05,             0.15,      10),
    // Six leaks a second need five seconds for the thirty connections, and an order waits two seconds for its 503. How
    // much the last connection still does is left to the few orders that would leak it, so it is judged with more room.
    CONNECTION_LEAK(5,          503, 0.40,             0.50,      20),
    CARRIER_OUTAGE (0,          502, 0.95,             0,         10),
    SLOW_CARRIER   (5,          503, 0.25,             0.15,      10);

    private final int slowdown;
    private final int status;
    private final double share;
    private final double tolerance;
    private final int bitesWithin;

    Fault(int slowdown, int status, double share, double tolerance, int bitesWithin) {
        this.slowdown = slowdown;
        this.status = status;
        this.share = share;
        this.tolerance = tolerance;
        this.bitesWithin = bitesWithin;
    }

    public static Optional<Fault> named(String label) {
        return Arrays.stream(values()).filter(fault -> fault.label().equals(label)).findFirst();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How many times the baseline's p50 the fault's must be; 0 when the fault makes nothing slower. */
    int slowdown() {
        return slowdown;
    }

    /** What the fault is answered with. */
    public int status() {
        return status;
    }

    /** The least share of the orders that must be answered so. */
    double share() {
        return share;
    }

    /** How far from the predicted capacity the measured one may be, as a share of it; 0 when it is not judged. */
    double tolerance() {
        return tolerance;
    }

    /** Seconds. */
    int bitesWithin() {
        return bitesWithin;
    }
}
