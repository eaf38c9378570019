package sample.drill.findings;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What Signals, the laptop's CloudWatch, made of the drill.
 *
 * @param alarms first those that were in ALARM before the fault, then those that fired after its beginning, in the order of time
 */
public record Watched(List<Alarm> alarms, List<Objective> objectives) {

    /**
     * @param firedAfter seconds from the beginning of the fault; null when it was in ALARM before
     * @param backAfter seconds from the beginning of the restore; null when it was in ALARM at the end of the drill
     */
    public record Alarm(String name, Integer firedAfter, Integer backAfter) {
    }

    /**
     * An objective, in bad requests.
     *
     * @param budget how many its interval may have at the drill's rate
     * @param predicted how many the drill should have
     * @param measured how many it had
     */
    public record Objective(String name, double budget, double predicted, long measured) {

        public double predictedShare() {
            return predicted / budget;
        }

        public double measuredShare() {
            return measured / budget;
        }
    }

    /**
     * @param before the document of Signals ({@code GET /api/state}) before the fault
     * @param after that at the end of the drill
     */
    public static Watched of(Fault fault, Plan plan, Moments moments, PhaseResult inFault, JsonNode before, JsonNode after) {
        return new Watched(
                stream(after.path("alarms")).flatMap(alarm -> alarm(alarm, moments).stream())
                        .sorted(Comparator.comparing(Alarm::firedAfter, Comparator.nullsFirst(Comparator.naturalOrder()))).toList(),
                stream(after.path("objectives")).map(objective -> objective(objective, fault, plan, moments, inFault,
                        badRequests(before, objective.path("name").asText()))).toList());
    }

    private static Optional<Alarm> alarm(JsonNode alarm, Moments moments) {
        Integer fired = null;
        Integer back = null;
        boolean isOn = false;
        boolean wasOn = false;
        for (JsonNode change : stream(alarm.path("history")).sorted(Comparator.comparing(Watched::at)).toList()) {
            long at = at(change).toEpochMilli();
            isOn = change.path("to").asText().equals("ALARM");
            if (at < moments.faultBegun()) {
                wasOn = isOn;
            } else if (isOn && fired == null && !wasOn) {
                fired = seconds(at - moments.faultBegun());
            } else if (!isOn) {
                back = seconds(at - moments.restoreBegun());
            }
        }
        return fired == null && !wasOn ? Optional.empty() : Optional.of(new Alarm(alarm.path("name").asText(), fired, isOn ? null : back));
    }

    private static Objective objective(JsonNode objective, Fault fault, Plan plan, Moments moments, PhaseResult inFault, long badBefore) {
        double allowed = 1 - objective.path("goal_percent").asDouble() / 100;
        double refused = inFault.predictedErrorShare(plan.rate());
        // Where the pool cannot keep up, all orders wait, also those that are not refused.
        double slow = fault.slowdown() > 0 && refused > 0 ? 1 : 0;
        double bad = objective.path("threshold_ms").isNumber() ? slow : refused;
        return new Objective(objective.path("name").asText(), allowed * plan.rate() * objective.path("interval_minutes").asDouble() * 60,
                bad * plan.rate() * seconds(moments.restoreInForce() - moments.faultInForce()), objective.path("bad_requests").asLong() - badBefore);
    }

    private static long badRequests(JsonNode state, String objective) {
        return stream(state.path("objectives")).filter(it -> it.path("name").asText().equals(objective))
                .mapToLong(it -> it.path("bad_requests").asLong()).sum();
    }

    private static Instant at(JsonNode change) {
        return Instant.parse(change.path("at").asText());
    }

    private static int seconds(long millis) {
        return Math.round(millis / 1000f);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
