package sample.records.function;

import java.time.Instant;
import java.util.UUID;

/** What is stored. */
record UserRecord(UUID id, Instant timestamp, String user) {
}
