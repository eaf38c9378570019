package sample.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a Java program is run on this machine. */
final class Java {

    private final Home home;
    private final Zipkin zipkin;

    Java(Home home, Zipkin zipkin) {
        this.home = home;
        this.zipkin = zipkin;
    }

    /** A service of ours, with the agent. */
    Program service(String name, Path jar, Map<String, String> environment, String... arguments) {
        Map<String, String> env = new HashMap<>(environment);
        env.putAll(telemetry(name));
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

    static Path agent(Home home) {
        return home.program("opentelemetry-javaagent.jar");
    }

    /** The agent's settings, but for those that the user has made. */
    private Map<String, String> telemetry(String service) {
        Map<String, String> env = new HashMap<>();
        env.put("OTEL_SERVICE_NAME", service);
        env.put("OTEL_TRACES_EXPORTER", "zipkin");
        env.put("OTEL_EXPORTER_ZIPKIN_ENDPOINT", zipkin.url() + "/api/v2/spans");
        env.put("OTEL_METRICS_EXPORTER", "none");
        env.put("OTEL_LOGS_EXPORTER", "none");
        env.put("OTEL_BSP_SCHEDULE_DELAY", "1000");
        env.keySet().removeAll(System.getenv().keySet());
        return env;
    }
}
