package sample.local.signals.requests;

import java.time.Instant;

/**
 * A request that a service answered.
 *
 * @param end when it was answered
 * @param fault whether with a 5xx, or an exception
 * @param error whether with a 4xx
 */
public record Request(String environment, String service, String operation, Instant end, double milliseconds,
        boolean fault, boolean error) {
}
