package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** How a service is run with the OpenTelemetry agent. */
final class AgentJvm {

    /**
     * What the spans of an order or a record, their way from thread to thread, the trace ids in the logs, and the metrics of pool
     * and JVM need. The agent would look for some hundred libraries more, at every class that is loaded.
     */
    private static final List<String> INSTRUMENTATIONS = List.of("TOMCAT", "SERVLET", "SPRING_WEBMVC", "JDBC", "JDBC_DATASOURCE", "HIKARICP",
            "LOGBACK_MDC", "OPENTELEMETRY_API", "OPENTELEMETRY_INSTRUMENTATION_ANNOTATIONS", "EXECUTORS", "APACHE_HTTPCLIENT",
            "JAVA_HTTP_SERVER", "JAVA_HTTP_CLIENT", "AWS_SDK", "METHODS", "RUNTIME_TELEMETRY");

    /**
     * Packages in which none of these has anything to watch. The agent looks at every class that is loaded when it begins, and with
     * an archive those are twenty thousand.
     */
    static final String NOT_WATCHED = String.join(",", "antlr.*", "org.antlr.*", "org.hibernate.*", "net.bytebuddy.*", "tools.jackson.*",
            "com.fasterxml.*", "org.springdoc.*", "io.swagger.*", "io.micrometer.*", "io.prometheus.*", "org.flywaydb.*", "jakarta.*",
            "org.jboss.*", "org.yaml.*", "org.aspectj.*", "org.apache.logging.*", "org.slf4j.*", "io.netty.*", "reactor.*",
            "ch.qos.logback.core.*", "org.apache.tomcat.util.*", "org.springframework.aop.*", "org.springframework.asm.*",
            "org.springframework.beans.*", "org.springframework.boot.*", "org.springframework.cglib.*", "org.springframework.context.*",
            "org.springframework.core.*", "org.springframework.data.*", "org.springframework.expression.*", "org.springframework.format.*",
            "org.springframework.jdbc.*", "org.springframework.orm.*", "org.springframework.transaction.*", "org.springframework.util.*",
            "org.springframework.validation.*");

    private static final String OTLP_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /** It begins small: a heap that may grow to 256 MB would otherwise begin there. */
    private static final List<String> HEAP = List.of("-Xms32m", "-Xmx256m");

    private final StackPaths paths;
    private final Environment environment;
    private final Jvm jvm;
    private final int otlpPort;

    /** @param otlpPort where Signals takes what the agents send */
    AgentJvm(StackPaths paths, Environment environment, Jvm jvm, int otlpPort) {
        this.paths = paths;
        this.environment = environment;
        this.jvm = jvm;
        this.otlpPort = otlpPort;
    }

    /**
     * A service with what it needs in its environment. The user's own {@code OTEL_} variables win, and the user's
     * {@code SERVICE_JAVA_OPTIONS} come last, so they win too.
     */
    Program service(String name, Path jar, Map<String, String> needed, List<String> arguments, BooleanSupplier ready, String where)
            throws IOException, InterruptedException {
        return service(name, jvm.installed().application(name, jar), Optional.empty(), needed, arguments, ready, where);
    }

    /** A Spring Boot service, which can have an archive of its classes. */
    Program springService(String name, Path jar, Map<String, String> needed, BooleanSupplier ready, String where)
            throws IOException, InterruptedException {
        Path application = jvm.installed().application(name, jar);
        List<String> options = new ArrayList<>(Jvm.SMALL);
        options.addAll(HEAP);
        ClassArchive archive = new ClassArchive(paths, name, application, options);
        return service(name, application, Optional.of(archive), needed, List.of(), ready, where);
    }

    private Program service(String name, Path application, Optional<ClassArchive> archive, Map<String, String> needed, List<String> arguments,
            BooleanSupplier ready, String where) throws IOException, InterruptedException {
        Map<String, String> ours = telemetry(name);
        ours.putAll(needed);
        ours.keySet().removeIf(variable -> variable.startsWith("OTEL_") && environment.text(variable).isPresent());
        Map<String, String> variables = jvm.environment();
        variables.putAll(ours);
        List<String> options = new ArrayList<>(HEAP);
        options.add("-javaagent:" + jvm.installed().file(agent(paths)));
        archive.map(ClassArchive::use).ifPresent(options::addAll);
        environment.text("SERVICE_JAVA_OPTIONS").ifPresent(own -> options.addAll(List.of(own.strip().split("\\s+"))));
        List<String> command = Jvm.command(StackProcesses.marks(paths, name), application, options, arguments);
        return new Program(name, command, variables, ready, where, archive, false);
    }

    /** Where the user has the agents send to, if not to Signals. */
    static Optional<String> ownCollector(Environment environment) {
        return environment.text(OTLP_ENDPOINT);
    }

    static Path agent(StackPaths paths) {
        return paths.download("opentelemetry-javaagent");
    }

    private Map<String, String> telemetry(String service) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "OTEL_SERVICE_NAME", service,
                "OTEL_TRACES_EXPORTER", "otlp",
                "OTEL_METRICS_EXPORTER", "otlp",
                "OTEL_LOGS_EXPORTER", "none",
                OTLP_ENDPOINT, "http://127.0.0.1:" + otlpPort,
                // Signals counts the requests by their spans, so it needs them all.
                "OTEL_TRACES_SAMPLER", "parentbased_always_on",
                "OTEL_BSP_SCHEDULE_DELAY", "1000",
                "OTEL_METRIC_EXPORT_INTERVAL", "1000",
                "OTEL_JAVAAGENT_EXCLUDE_CLASSES", NOT_WATCHED,
                "OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED", "false"));
        INSTRUMENTATIONS.forEach(name -> variables.put("OTEL_INSTRUMENTATION_" + name + "_ENABLED", "true"));
        return variables;
    }
}
