package sample.local.signals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The whole program, on ports of its own. */
public final class SignalsServer implements AutoCloseable {

    public static final String ENVIRONMENT = "eks:java-sample-app/orders";

    private final Signals signals;

    private SignalsServer(Signals signals) {
        this.signals = signals;
    }

    /** With the order services' template and no Zipkin. */
    public static SignalsServer start() throws IOException {
        return new SignalsServer(Signals.start(new SignalsSettings(0, 0, Path.of("../../infra/observability.yaml"),
                ENVIRONMENT, "http://127.0.0.1:9", Map.of(), Optional.empty(), Optional.empty(), Optional.empty())));
    }

    public String page() {
        return "http://127.0.0.1:" + signals.pagePort();
    }

    public String otlp() {
        return "http://127.0.0.1:" + signals.otlpPort();
    }

    @Override
    public void close() {
        signals.close();
    }
}
