package sample.local.lambda;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import sample.local.http.LoopbackServer;
import sample.records.function.SaveUserRecord;

/** The gateway with the function behind it: {@code PORT SIGNALS_URL}. What both would report to CloudWatch goes to Signals. */
final class Main {

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        SignalsMetrics metrics = SignalsMetrics.start(URI.create(args[1]));
        DynamoDbLatency.reportTo(metrics);
        System.setOut(new PrintStream(new LogLines(System.out, metrics::readLog), true, StandardCharsets.UTF_8));
        Lambda lambda = new Lambda(new SaveUserRecord(), metrics);
        serve(Integer.parseInt(args[0]), lambda, new Gateway(lambda, metrics, Gateway.TIMEOUT));
    }

    static HttpServer serve(int port, Lambda lambda, Gateway gateway) throws IOException {
        return LoopbackServer.start(port, Map.of("/" + Gateway.STAGE, gateway, "/", new LambdaApi(lambda)));
    }
}
