package sample.drill.findings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** One thing that a drill must show, and what it did show. The report puts it into words. */
public sealed interface Check {

    boolean ok();

    /**
     * The load stayed at the planned rate.
     *
     * @param tolerance how far a phase may be from the rate, as a share of it
     * @param furthest the rate of the phase that is furthest from it
     */
    record ConstantLoad(int rate, double tolerance, double furthest) implements Check {

        @Override
        public boolean ok() {
            return Math.abs(furthest - rate) <= tolerance * rate;
        }
    }

    /** No order failed before the fault. */
    record SoundBaseline(double errorShare) implements Check {

        @Override
        public boolean ok() {
            return errorShare == 0;
        }
    }

    /**
     * The fault shows soon enough.
     *
     * @param seconds since the flip; empty when it never showed
     */
    record Bite(int within, OptionalInt seconds) implements Check {

        @Override
        public boolean ok() {
            return seconds.isPresent() && seconds.getAsInt() <= within;
        }
    }

    /** The median grows by this factor. */
    record Slowdown(double atLeast, double times) implements Check {

        @Override
        public boolean ok() {
            return times >= atLeast;
        }
    }

    /** This share of the orders is answered with the fault's status. */
    record Answered(int status, double atLeast, double share) implements Check {

        @Override
        public boolean ok() {
            return share >= atLeast;
        }
    }

    /**
     * The pool lets through what was predicted.
     *
     * @param tolerance how far the measured number may be from the predicted one, as a share of it
     * @param predicted orders per second, as measured
     */
    record Capacity(double tolerance, double predicted, double measured) implements Check {

        /** How far off the prediction was; below 0 when less was measured. */
        public double off() {
            return measured / predicted - 1;
        }

        @Override
        public boolean ok() {
            return Math.abs(off()) <= tolerance;
        }
    }

    /**
     * An alarm fires while the fault lasts.
     *
     * @param within seconds from the beginning of the fault
     * @param first the first that fired
     * @param before the name of one that was in ALARM before
     */
    record AlarmFires(int within, Optional<Watched.Alarm> first, Optional<String> before) implements Check {

        @Override
        public boolean ok() {
            return before.isPresent() || first.isPresent() && first.get().firedAfter() <= within;
        }
    }

    /** The leak takes every connection. */
    record FullPool(int maximum, int mostActive) implements Check {

        @Override
        public boolean ok() {
            return mostActive >= maximum;
        }
    }

    /** Hikari warns of the leak. */
    record LeakWarning(Evidence.LeakLog log) implements Check {

        @Override
        public boolean ok() {
            return log != Evidence.LeakLog.NOT_FOUND;
        }
    }

    /**
     * After the restore all is well again, and stays so.
     *
     * @param within seconds
     * @param p99Limit milliseconds
     */
    record Recovered(int within, double p99Limit, Optional<Findings.Recovery> recovery) implements Check {

        @Override
        public boolean ok() {
            return recovery.isPresent() && recovery.get().seconds() <= within;
        }
    }

    /** Health and readiness are green throughout. */
    record GreenProbes(Probes probes) implements Check {

        @Override
        public boolean ok() {
            return probes.red().isEmpty() && probes.rounds() > 0;
        }
    }

    /** No service was started again. */
    record NoRestarts(List<String> restarted) implements Check {

        @Override
        public boolean ok() {
            return restarted.isEmpty();
        }
    }

    /** No acknowledged order is lost. */
    record NothingLost(Stored stored) implements Check {

        @Override
        public boolean ok() {
            return stored.acknowledgedStored() == stored.acknowledged() && stored.unknown().isEmpty();
        }
    }
}
