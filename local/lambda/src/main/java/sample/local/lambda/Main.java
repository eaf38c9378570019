package sample.local.lambda;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sample.local.http.LoopbackServer;
import sample.local.lambda.alarms.Alarms;
import sample.local.lambda.alarms.TemplateException;
import sample.local.lambda.metrics.Datapoint;
import sample.local.lambda.metrics.Metrics;
import sample.records.function.SaveUserRecord;

/** The gateway with the function behind it, and what CloudWatch would make of them: {@code PORT TEMPLATE}. */
final class Main {

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        Path template = Path.of(args[1]);
        try {
            Metrics metrics = new Metrics(Clock.systemUTC());
            DynamoDbLatency.reportTo(metrics);
            Alarms alarms = Alarms.of(template, metrics, Clock.systemUTC());
            alarms.watch();
            Lambda lambda = new Lambda(new SaveUserRecord(), metrics);
            serve(Integer.parseInt(args[0]), lambda, new Gateway(lambda, metrics, Gateway.PATIENCE), metrics, alarms);
        } catch (TemplateException e) {
            System.err.println(template + ": " + e.getMessage());
            System.exit(1);
        }
    }

    static HttpServer serve(int port, Lambda lambda, Gateway gateway, Metrics metrics, Alarms alarms) throws IOException {
        return LoopbackServer.start(port, Map.of(
                "/" + Gateway.STAGE, gateway,
                "/", new LambdaApi(lambda),
                "/alarms", exchange -> Json.answerAndClose(exchange, alarms.describe()),
                "/metrics", exchange -> Json.answerAndClose(exchange, describe(metrics))));
    }

    private static Map<String, ?> describe(Metrics metrics) {
        List<Map<String, ?>> all = new ArrayList<>();
        metrics.all().forEach((metric, points) -> all.add(Map.of("Namespace", metric.namespace(), "MetricName", metric.name(),
                "Dimensions", metric.dimensions(),
                "Datapoints", points.entrySet().stream().map(point -> describe(point.getKey().toString(), point.getValue())).toList())));
        return Map.of("Metrics", all);
    }

    private static Map<String, ?> describe(String timestamp, Datapoint point) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("Timestamp", timestamp);
        for (String statistic : List.of("SampleCount", "Sum", "Average", "Minimum", "Maximum")) {
            description.put(statistic, point.statistic(statistic));
        }
        return description;
    }
}
