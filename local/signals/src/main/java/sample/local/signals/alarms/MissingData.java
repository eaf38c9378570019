package sample.local.signals.alarms;

import java.util.Arrays;
import java.util.Optional;

/** What an alarm takes a missing data point for, by the name in a template. */
enum MissingData {
    MISSING("missing"), IGNORE("ignore"), BREACHING("breaching"), NOT_BREACHING("notBreaching");

    private final String treatMissingData;

    MissingData(String treatMissingData) {
        this.treatMissingData = treatMissingData;
    }

    static Optional<MissingData> of(String treatMissingData) {
        return Arrays.stream(values()).filter(it -> it.treatMissingData.equals(treatMissingData)).findFirst();
    }

    @Override
    public String toString() {
        return treatMissingData;
    }
}
