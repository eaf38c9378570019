package sample.drill.findings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * The pool at one moment, as {@code GET /api/delivery/config} shows it, and what that lets one predict.
 *
 * @param at milliseconds since 1970
 * @param maximum the most connections it opens
 * @param active connections in use
 * @param pending orders that wait for one
 * @param timeoutMillis the longest that an order waits
 * @param holdMillis how long an order holds its connection, by what the carrier and the faults take
 * @param capacity orders per second that can be acknowledged at most
 */
public record Pool(long at, int maximum, int active, int pending, double timeoutMillis, double holdMillis,
        double capacity) {

    /** What a booking takes unless DELIVERY_CARRIER_LATENCY says otherwise. The SQL beside it is not counted. */
    public static final double CARRIER_MILLIS = 50;

    public static Pool of(long at, JsonNode config) {
        JsonNode pool = config.get("pool");
        Map<String, Integer> faults = new HashMap<>();
        config.get("parameters").forEach(parameter -> {
            String name = parameter.get("name").asText();
            faults.put(name.substring(name.lastIndexOf('/') + 1), parameter.get("value").asInt());
        });
        int maximum = pool.get("maximum").asInt();
        double timeout = pool.get("connection_timeout_ms").asDouble();
        double hold = CARRIER_MILLIS + faults.getOrDefault("slow-database", 0) + faults.getOrDefault("slow-carrier", 0)
                + faults.getOrDefault("lock-contention", 0);
        double refused = faults.getOrDefault("carrier-outage", 0) / 100.0;
        double leaks = faults.getOrDefault("connection-leak", 0) / 100.0;
        double capacity = leaks == 0 ? maximum * (1 - refused) / hold * 1000 : besideLeaks(leaks, hold, timeout);
        return new Pool(at, maximum, pool.get("active").asInt(), pool.get("pending").asInt(), timeout, hold, capacity);
    }

    /**
     * Leaks take all connections but one, as an order that leaks one holds another itself. On the last one it waits in
     * vain for a second, and all others wait for it.
     */
    private static double besideLeaks(double leaks, double hold, double timeout) {
        return (1 - leaks) / ((1 - leaks) * hold + leaks * timeout) * 1000;
    }
}
