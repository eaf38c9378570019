package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signals, the stack's CloudWatch and its page: the program of the module local/signals.
 *
 * @param template what it evaluates
 * @param environment what the services run in, as Application Signals names it
 * @param parameters values for the template's parameters
 * @param switches the variables that tell what the page's switches act on; empty without switches
 * @param ownCollector where the user has the services' agents send to, if not to Signals
 */
record Signals(StackPaths paths, int pagePort, int otlpPort, Path template, String environment, String zipkin,
        Map<String, String> parameters, Map<String, String> switches, Optional<String> ownCollector) {

    static Path jar(StackPaths paths) {
        return paths.root().resolve("local/signals/target/local-signals-exec.jar");
    }

    static String url(int pagePort) {
        return "http://127.0.0.1:" + pagePort;
    }

    Program program(Jvm jvm) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(pagePort), String.valueOf(otlpPort), template.toString(),
                environment, zipkin));
        parameters.forEach((name, value) -> arguments.add(name + "=" + value));
        Map<String, String> variables = jvm.environment();
        variables.putAll(switches);
        ownCollector.ifPresent(url -> variables.put("SIGNALS_BYPASSED_BY", url));
        return Program.watcher("signals", jvm.command("signals", jar(paths), List.of("-Xmx64m"), arguments.toArray(String[]::new)),
                variables, () -> Probe.status(url(pagePort) + "/api/state") == 200, url(pagePort));
    }

    /** The page's address, and what it cannot show. */
    String whatIsThere() {
        return url(pagePort) + ownCollector.map(url -> " (without requests: OTEL_EXPORTER_OTLP_ENDPOINT sends them to " + url + ")").orElse("");
    }
}
