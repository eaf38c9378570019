package sample.local.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
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
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricSink;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hands each value on to Signals too, whose page shows the lab, as a line in the embedded metric format. Signals need not be there: what
 * it misses is missing on its page alone.
 */
final class SignalsCopy implements MetricSink {

    private static final int MAX_WAITING = 10_000;
    private static final int MAX_LINES = 500;
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int TIMEOUT_MS = 2000;

    private final MetricSink own;
    private final URL url;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_WAITING);

    private SignalsCopy(MetricSink own, URL url) {
        this.own = own;
        this.url = url;
    }

    /**
     * Sends for as long as the process lives.
     *
     * @param own what takes each value first
     * @param signals the address of its page
     */
    static SignalsCopy start(MetricSink own, URI signals) {
        SignalsCopy copy = new SignalsCopy(own, url(signals));
        Thread.ofPlatform().daemon().name("signals").start(copy::run);
        return copy;
    }

    private static URL url(URI signals) {
        try {
            return signals.resolve("/api/log-lines").toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(signals + " is not an address of Signals", e);
        }
    }

    @Override
    public void put(Metric metric, double value) {
        own.put(metric, value);
        send(line(metric, value));
    }

    /** Sends a line that is in the embedded metric format already. */
    void send(String line) {
        lines.offer(line); // when too many wait, it is lost
    }

    private static String line(Metric metric, double value) {
        Map<String, Object> line = new LinkedHashMap<>(metric.dimensions());
        line.put(metric.name(), value);
        line.put("_aws", Map.of("Timestamp", System.currentTimeMillis(), "CloudWatchMetrics", List.of(Map.of("Namespace", metric.namespace(),
                "Dimensions", List.of(metric.dimensions().keySet()), "Metrics", List.of(Map.of("Name", metric.name()))))));
        return JsonMapper.shared().writeValueAsString(line);
    }

    private void run() {
        try {
            while (true) {
                List<String> some = new ArrayList<>(List.of(lines.take()));
                lines.drainTo(some, MAX_LINES - 1);
                post(String.join("\n", some));
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** With the JDK's old client, as the agent does not look at it: these calls are no part of the lab, and have no place in its traces. */
    private void post(String body) {
        try {
            HttpURLConnection call = (HttpURLConnection) url.openConnection();
            call.setConnectTimeout(TIMEOUT_MS);
            call.setReadTimeout(TIMEOUT_MS);
            call.setDoOutput(true);
            call.setRequestProperty("Content-Type", "application/json");
            try (OutputStream out = call.getOutputStream()) {
                out.write(body.getBytes(StandardCharsets.UTF_8));
            }
            call.getInputStream().close();
        } catch (IOException e) {
            // Signals is away; the next ones may reach it.
        }
    }
}
