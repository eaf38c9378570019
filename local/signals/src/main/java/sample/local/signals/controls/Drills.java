package sample.local.signals.controls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fault drill. It is a program of its own, {@code scripts/fault-drill.sh}, and tells every second how far it is.
 * It is started and stopped here, or in a terminal.
 */
final class Drills implements AutoCloseable {

    private static final String SCRIPT = "fault-drill.sh";
    private static final Duration SILENCE = Duration.ofSeconds(6);
    private static final String FOLDER = "\\d{8}T\\d{6}Z-[a-z-]{1,40}";

    private final Path scripts;
    private final Path state;
    private final Clock clock;
    private Optional<Process> process = Optional.empty();
    private Told told = new Told(null, false, List.of(), List.of(), null, null);
    private Instant toldAt = Instant.EPOCH;

    /**
     * What the drill tells.
     *
     * @param phases in their order
     * @param checks once it is over
     * @param verdict a sentence, once it is over
     * @param report the name of the folder that has its report; null when it is elsewhere
     */
    private record Told(String fault, boolean running, List<Phase> phases, List<Check> checks, String verdict, String report) {

        Told {
            phases = phases == null ? List.of() : phases;
            checks = checks == null ? List.of() : checks;
        }
    }

    /** @param to null while it lasts */
    private record Phase(String name, Instant from, Instant to) {
    }

    private record Check(String what, String expected, String measured, boolean ok) {
    }

    /**
     * @param scripts the folder of the project's scripts
     * @param state the stack's folder, in which {@code drill/} has the reports
     */
    Drills(Path scripts, Path state, Clock clock) {
        this.scripts = scripts;
        this.state = state;
        this.clock = clock;
    }

    /** Starts a drill. */
    synchronized void start(String fault) {
        if (isRunning()) {
            throw new ControlException(409, "A drill is running already");
        }
        told = new Told(fault, true, List.of(), List.of(), null, null);
        toldAt = clock.instant();
        try {
            Files.createDirectories(output().getParent());
            ProcessBuilder drill = new ProcessBuilder(scripts.resolve(SCRIPT).toString(), "--local", "--fault", fault)
                    .redirectErrorStream(true).redirectOutput(output().toFile());
            drill.environment().put("LOCAL_STATE_DIR", state.toString());
            process = Optional.of(drill.start());
        } catch (IOException e) {
            throw new ControlException(503, "The drill does not start: " + e.getMessage());
        }
    }

    /** Stops the drill that was started here. It takes its fault back. */
    synchronized void stop() {
        if (!isRunning()) {
            throw new ControlException(409, "No drill is running");
        }
        if (process.filter(Process::isAlive).isEmpty()) {
            throw new ControlException(409, "The drill was started in a terminal: stop it there, with Ctrl-C");
        }
        process.ifPresent(Process::destroy);
    }

    /** Takes what a drill tells of itself. */
    synchronized void tell(JsonNode progress) {
        told = JsonMapper.shared().treeToValue(progress, Told.class);
        toldAt = clock.instant();
    }

    private boolean isRunning() {
        return process.filter(Process::isAlive).isPresent()
                || told.running() && process.isEmpty() && Duration.between(toldAt, clock.instant()).compareTo(SILENCE) < 0;
    }

    /** What the page shows of it. */
    synchronized Map<String, Object> state() {
        boolean running = isRunning();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("running", running);
        shown.put("fault", told.fault());
        shown.put("phase", !running ? null : told.phases().isEmpty() ? "is getting ready" : told.phases().getLast().name());
        shown.put("phases", told.phases().stream().map(phase -> ended(phase, running)).toList());
        shown.put("checks", told.checks());
        shown.put("verdict", running || told.fault() == null ? null : verdict());
        shown.put("report", report().map(file -> "api/drill/report").orElse(null));
        shown.put("command", "scripts/" + SCRIPT + " --local");
        return shown;
    }

    /** A phase of a drill that was killed does not last for ever. */
    private Phase ended(Phase phase, boolean running) {
        return phase.to() == null && !running ? new Phase(phase.name(), phase.from(), toldAt) : phase;
    }

    private String verdict() {
        return Optional.ofNullable(told.verdict()).or(this::lastWords).orElse("It ended without a verdict; its terminal says why.");
    }

    /** What a drill that could not begin said last. */
    private Optional<String> lastWords() {
        if (process.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(output()).reversed().stream().filter(line -> !line.isBlank()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The report of the last drill, a page that needs nothing but itself. */
    synchronized Optional<Path> report() {
        return Optional.ofNullable(told.report()).filter(name -> name.matches(FOLDER))
                .map(name -> state.resolve("drill").resolve(name).resolve("report.html")).filter(Files::isRegularFile);
    }

    private Path output() {
        return state.resolve("logs").resolve("drill.log");
    }

    /** Stops a drill that was started here, as the page that shows it ends. */
    @Override
    public synchronized void close() {
        process.ifPresent(Process::destroy);
    }
}
