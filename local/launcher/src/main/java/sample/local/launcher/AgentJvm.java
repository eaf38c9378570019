package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How a service is run with the OpenTelemetry agent. */
final class AgentJvm {

    /**
     * What the spans of an order or a record, their way from thread to thread, and the trace ids in the logs need. The agent
     * would look for some hundred libraries more, at every class that is loaded.
     */
    private static final List<String> INSTRUMENTATIONS = List.of("TOMCAT", "SERVLET", "SPRING_WEBMVC", "JDBC", "JDBC_DATASOURCE", "HIKARICP",
            "LOGBACK_MDC", "OPENTELEMETRY_API", "OPENTELEMETRY_INSTRUMENTATION_ANNOTATIONS", "EXECUTORS", "APACHE_HTTPCLIENT",
            "JAVA_HTTP_SERVER", "JAVA_HTTP_CLIENT", "AWS_SDK", "METHODS");

    private final StackPaths paths;
    private final Environment environment;
    private final Jvm jvm;
    private final int zipkinPort;

    AgentJvm(StackPaths paths, Environment environment, Jvm jvm, int zipkinPort) {
        this.paths = paths;
        this.environment = environment;
        this.jvm = jvm;
        this.zipkinPort = zipkinPort;
    }

    /**
     * A service with what it needs in its environment. The user's own {@code OTEL_} variables win, and the user's
     * {@code SERVICE_JAVA_OPTIONS} come last, so they win too.
     */
    Program service(String name, Path jar, Map<String, String> needed, List<String> arguments, BooleanSupplier ready, String where)
            throws IOException, InterruptedException {
        Map<String, String> variables = jvm.environment();
        telemetry(name).forEach((variable, value) -> environment.text(variable).ifPresentOrElse(own -> { }, () -> variables.put(variable, value)));
        needed.forEach((variable, value) -> {
            if (!variable.startsWith("OTEL_") || environment.text(variable).isEmpty()) {
                variables.put(variable, value);
            }
        });
        List<String> options = new ArrayList<>(List.of("-Xmx256m", "-javaagent:" + jvm.installed().file(agent(paths))));
        environment.text("SERVICE_JAVA_OPTIONS").ifPresent(own -> options.addAll(List.of(own.strip().split("\\s+"))));
        return new Program(name, jvm.command(name, jar, options, arguments.toArray(String[]::new)), variables, ready, where);
    }

    static Path agent(StackPaths paths) {
        return paths.download("opentelemetry-javaagent");
    }

    private Map<String, String> telemetry(String service) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "OTEL_SERVICE_NAME", service,
                "OTEL_TRACES_EXPORTER", "zipkin",
                "OTEL_EXPORTER_ZIPKIN_ENDPOINT", Zipkin.url(zipkinPort) + "/api/v2/spans",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_LOGS_EXPORTER", "none",
                "OTEL_BSP_SCHEDULE_DELAY", "1000",
                "OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false"));
        INSTRUMENTATIONS.forEach(name -> variables.put("OTEL_INSTRUMENTATION_" + name + "_ENABLED", "true"));
        return variables;
    }
}
