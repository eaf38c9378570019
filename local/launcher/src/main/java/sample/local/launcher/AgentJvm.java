package sample.local.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a Java program is run on this machine. */
final class AgentJvm {

    private final StackPaths home;
    private final Zipkin zipkin;

    AgentJvm(StackPaths home, Zipkin zipkin) {
        this.home = home;
        this.zipkin = zipkin;
    }

    /** A service of ours, with the agent, whose settings give way to those that the user has made. */
    Program service(String name, Path jar, Map<String, String> environment, String... arguments) {
        Map<String, String> env = new HashMap<>(environment);
        env.putAll(telemetry(name));
        env.keySet().removeIf(variable -> variable.startsWith("OTEL_") && System.getenv().containsKey(variable));
        List<String> command = command("-Xmx256m", "-XX:+ExitOnOutOfMemoryError", "-javaagent:" + agent(home), "-jar", jar.toString());
        command.addAll(List.of(arguments));
        return new Program(name, command, env);
    }

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    static Path agent(StackPaths home) {
        return home.program("opentelemetry-javaagent.jar");
    }

    private Map<String, String> telemetry(String service) {
        return Map.of(
                "OTEL_SERVICE_NAME", service,
                "OTEL_TRACES_EXPORTER", "zipkin",
                "OTEL_EXPORTER_ZIPKIN_ENDPOINT", zipkin.url() + "/api/v2/spans",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_LOGS_EXPORTER", "none",
                "OTEL_BSP_SCHEDULE_DELAY", "1000");
    }
}
