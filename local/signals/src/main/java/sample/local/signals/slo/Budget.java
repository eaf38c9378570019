package sample.local.signals.slo;

import java.util.Optional;

/** An objective's requests, minute by minute, in a ring as long as the longest of its windows. Not thread-safe. */
final class Budget {

    private final double allowed;
    private final long[] minutes;
    private final int[] total;
    private final int[] bad;

    /** @param goal in percent */
    Budget(double goal, int minutesKept) {
        // 100 - 99.9 is a little less than 0.1 to a computer, and a budget that is just used up would be missed.
        this.allowed = Math.rint((100 - goal) * 1e9) / 1e9;
        minutes = new long[minutesKept];
        total = new int[minutesKept];
        bad = new int[minutesKept];
    }

    /**
     * The requests of a window.
     *
     * @param allowed share of bad requests in percent
     */
    record Window(long total, long bad, double allowed) {

        /** Share of good requests in percent; of no request there is none. */
        Optional<Double> attainment() {
            return total == 0 ? Optional.empty() : Optional.of(100.0 * (total - bad) / total);
        }

        /** The rate of bad requests, in multiples of the one that would just use up the budget. */
        Optional<Double> burnRate() {
            return total == 0 ? Optional.empty() : Optional.of(100.0 * bad / total / allowed);
        }

        /** What is left of the error budget in percent; less than nothing when more than the budget is used up. */
        double budgetLeft() {
            return 100 * (1 - burnRate().orElse(0.0));
        }
    }

    /** @param minute since 1970 */
    void count(long minute, boolean good) {
        int index = (int) (minute % minutes.length);
        if (minutes[index] < minute) {
            minutes[index] = minute;
            total[index] = 0;
            bad[index] = 0;
        }
        if (minutes[index] == minute) {
            total[index]++;
            bad[index] += good ? 0 : 1;
        }
    }

    /** @param lastMinute the last one of the window */
    Window window(long lastMinute, int length) {
        long totals = 0;
        long bads = 0;
        for (long minute = lastMinute - length + 1; minute <= lastMinute; minute++) {
            int index = (int) (minute % minutes.length);
            if (minutes[index] == minute) {
                totals += total[index];
                bads += bad[index];
            }
        }
        return new Window(totals, bads, allowed);
    }
}
