package sample.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Generates load. Ends with 0 when the load was sent as asked, however the service answered. */
final class Main {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Main() {
    }

    public static void main(String[] args) throws InterruptedException {
        try {
            Settings settings = Settings.parse(System.getenv(), args);
            requireReady(settings.target());
            LoadRun run = LoadRun.of(settings, new Terminal(System.out));
            Runtime.getRuntime().addShutdownHook(new Thread(run::stop));
            run.run();
        } catch (LoadException e) {
            fail(e.getMessage());
        } catch (IOException e) {
            fail("cannot write the results: " + e);
        }
    }

    private static void requireReady(URI target) throws InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(target.resolve("/api/orders/ready")).timeout(TIMEOUT).build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            int status = client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new LoadException(target + " is not ready for orders: it answered " + status + " to GET "
                        + ready.uri().getPath());
            }
        } catch (IOException e) {
            throw new LoadException(target + " does not answer: start it with scripts/local-up.sh");
        }
    }

    private static void fail(String message) {
        System.err.println("load: " + message);
        System.exit(1);
    }
}
