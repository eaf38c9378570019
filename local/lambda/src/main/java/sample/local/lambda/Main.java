package sample.local.lambda;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import sample.local.http.LoopbackServer;
import sample.local.signals.alarms.Alarms;
import sample.local.signals.cloudwatch.CloudWatchApi;
import sample.local.signals.embedded.EmbeddedMetrics;
import sample.local.signals.metrics.Distribution;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricSink;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.template.Template;
import sample.local.signals.template.TemplateException;
import sample.records.function.SaveUserRecord;

/**
 * The gateway with the function behind it, and what CloudWatch would make of them: {@code PORT TEMPLATE}. With the address of Signals in
 * SIGNALS_URL, its page shows the same.
 */
final class Main {

    /** On a laptop nobody shares the names, so they go without the prefix. */
    static final Map<String, String> PARAMETERS = Map.of("Prefix", "");

    private static final List<Statistic> STATISTICS = List.of(Statistic.of("SampleCount"), Statistic.of("Sum"),
            Statistic.of("Average"),
            Statistic.of("Minimum"), Statistic.of("Maximum"));
    private static final Statistic P99 = Statistic.of("p99");

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        Path template = Path.of(args[1]);
        try {
            MetricStore metrics = new MetricStore(Clock.systemUTC());
            EmbeddedMetrics embedded = new EmbeddedMetrics(metrics);
            Optional<SignalsCopy> copy = Optional.ofNullable(System.getenv("SIGNALS_URL")).map(url -> SignalsCopy.start(metrics, URI.create(url)));
            MetricSink sink = copy.<MetricSink>map(it -> it).orElse(metrics);
            DynamoDbLatency.reportTo(sink);
            System.setOut(new PrintStream(new LogMetrics(System.out, line -> {
                if (embedded.read(line) > 0) {
                    copy.ifPresent(to -> to.send(line));
                }
            }), true, StandardCharsets.UTF_8));
            Alarms alarms = new Alarms(Template.read(template, PARAMETERS), metrics, Clock.systemUTC(), System.out);
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("alarms").factory())
                    .scheduleAtFixedRate(alarms::evaluate, 1, 1, TimeUnit.SECONDS);
            Lambda lambda = new Lambda(new SaveUserRecord(), sink);
            serve(Integer.parseInt(args[0]), lambda, new Gateway(lambda, sink, Gateway.TIMEOUT), metrics, alarms);
        } catch (TemplateException e) {
            System.err.println(template + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static HttpServer serve(int port, Lambda lambda, Gateway gateway, MetricStore metrics, Alarms alarms)
            throws IOException {
        return LoopbackServer.start(port, Map.of(
                "/" + Gateway.STAGE, gateway,
                "/", new LambdaApi(lambda),
                CloudWatchApi.PATH, new CloudWatchApi(metrics, alarms, Clock.systemUTC(), new LambdaApi(lambda)),
                "/alarms", exchange -> Json.answerAndClose(exchange, Map.of("MetricAlarms", alarms.describe())),
                "/metrics", exchange -> Json.answerAndClose(exchange, describe(metrics))));
    }

    private static Map<String, ?> describe(MetricStore metrics) {
        return Map.of("Metrics", metrics.find(metric -> true).stream()
                .map(metric -> Map.of("Namespace", metric.namespace(),
                "MetricName", metric.name(), "Dimensions", metric.dimensions(), "Datapoints",
                datapoints(metrics, metric))).toList());
    }

    private static List<Map<String, ?>> datapoints(MetricStore metrics, Metric metric) {
        List<Map<String, ?>> points = new ArrayList<>();
        Instant last = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        for (Instant minute = last.minus(MetricStore.KEPT); !minute.isAfter(last); minute = minute.plus(Duration.ofMinutes(1))) {
            String timestamp = minute.toString();
            metrics.between(metric, minute, minute.plus(Duration.ofMinutes(1))).ifPresent(values ->
                    points.add(describe(timestamp, values, isTime(metric))));
        }
        return points;
    }

    private static boolean isTime(Metric metric) {
        return metric.name().endsWith("Latency") || metric.name().equals("Duration");
    }

    /** The sum of times says little, so they have a percentile too. */
    private static Map<String, ?> describe(String timestamp, Distribution values, boolean isTime) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("Timestamp", timestamp);
        STATISTICS.forEach(statistic -> values.statistic(statistic)
                .ifPresent(value -> description.put(statistic.name(), value)));
        values.statistic(P99).filter(value -> isTime).ifPresent(value -> description.put("p99", value));
        return description;
    }
}
