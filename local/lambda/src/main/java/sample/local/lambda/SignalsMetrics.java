package sample.local.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends each value to Signals, as a line in the embedded metric format. Signals need not be there: up to {@value #MAX_WAITING} lines wait
 * for it, and what comes after them is lost.
 */
final class SignalsMetrics implements Metrics {

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_LINES = 500;
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int TIMEOUT_MS = 2000;

    private final URL url;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_WAITING);

    private SignalsMetrics(URL url) {
        this.url = url;
    }

    /**
     * Sends for as long as the process lives.
     *
     * @param signals the address of its page
     * @throws IllegalArgumentException when that is no address
     */
    static SignalsMetrics start(URI signals) {
        SignalsMetrics metrics = new SignalsMetrics(url(signals));
        Thread.ofPlatform().daemon().name("signals").start(metrics::run);
        return metrics;
    }

    private static URL url(URI signals) {
        try {
            return signals.resolve("/api/log-lines").toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(signals + " is not an address of Signals", e);
        }
    }

    @Override
    public void put(String namespace, String name, Map<String, String> dimensions, double value) {
        Map<String, Object> line = new LinkedHashMap<>(dimensions);
        line.put(name, value);
        line.put("_aws", Map.of("Timestamp", System.currentTimeMillis(), "CloudWatchMetrics", List.of(Map.of("Namespace", namespace,
                "Dimensions", List.of(dimensions.keySet()), "Metrics", List.of(Map.of("Name", name))))));
        lines.offer(JsonMapper.shared().writeValueAsString(line));
    }

    /** Takes a line of the function's log. One in the embedded metric format is sent, as CloudWatch makes metrics of it. */
    void readLog(String line) {
        if (line.startsWith("{") && line.contains("\"_aws\"")) {
            lines.offer(line);
        }
    }

    private void run() {
        try {
            while (true) {
                List<String> some = new ArrayList<>(List.of(lines.take()));
                lines.drainTo(some, MAX_LINES - 1);
                do {
                    Thread.sleep(EVERY);
                } while (!isTaken(String.join("\n", some)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the JDK's old client, as the agent does not look at it: these calls are no part of the lab, and have no place in its traces. */
    private boolean isTaken(String body) {
        try {
            HttpURLConnection call = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
            call.setConnectTimeout(TIMEOUT_MS);
            call.setReadTimeout(TIMEOUT_MS);
            call.setDoOutput(true);
            call.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = call.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
            return call.getResponseCode() < 500;
        } catch (IOException e) {
            return false;
        }
    }
}
