package sample.local.signals.metrics;

/** What came in during the latest periods of one length: a ring, so that the new takes the place of the old. */
final class Periods {

    private final long seconds;
    private final Distribution[] ring;
    private final int[] begins;

    /**
     * @param kept how many, 0 for none
     * @param seconds how long a period is
     */
    Periods(int kept, long seconds) {
        this.seconds = seconds;
        this.ring = new Distribution[kept];
        this.begins = new int[kept];
    }

    boolean areKept() {
        return ring.length > 0;
    }

    /** Returns the values of the period that {@code second} is in, or null when a later one has taken its place. */
    Distribution at(long second) {
        int begin = (int) (second / seconds);
        int index = begin % ring.length;
        if (ring[index] == null || begins[index] < begin) {
            ring[index] = new Distribution();
            begins[index] = begin;
        }
        return begins[index] == begin ? ring[index] : null;
    }

    /**
     * Adds what came in from the second {@code from} to before the second {@code to}, both ends of periods, to {@code
     * all}.
     */
    void addTo(Distribution all, long from, long to) {
        for (long begin = from / seconds; begin < to / seconds; begin++) {
            int index = (int) (begin % ring.length);
            if (ring[index] != null && begins[index] == begin) {
                all.add(ring[index]);
            }
        }
    }

    /** Forgets the periods before the second {@code from}. */
    void forgetBefore(long from) {
        for (int i = 0; i < ring.length; i++) {
            if (ring[i] != null && begins[i] * seconds < from) {
                ring[i] = null;
            }
        }
    }

    boolean isEmpty() {
        for (Distribution period : ring) {
            if (period != null) {
                return false;
            }
        }
        return true;
    }

    int size() {
        int size = 0;
        for (Distribution period : ring) {
            size += period == null ? 0 : period.size();
        }
        return size;
    }
}
