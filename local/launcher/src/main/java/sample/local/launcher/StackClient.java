package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sample.local.launcher.StackStatus.Phase;

/**
 * What a user's command does with a stack: it starts a launcher in the background, follows it until the stack is ready,
 * or stops it. The launcher's status file says what is so; the launcher's log is only shown.
 */
final class StackClient {

    /** What a launcher ends with when another one runs the stack. */
    static final int ANOTHER_RUNS = 3;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration TO_OBEY = Duration.ofSeconds(200);

    private final StackPaths paths;
    private final Environment environment;
    private final Function<Environment, StackDefinition> definitions;
    private final List<String> launcherArguments;
    private final Terminal terminal;
    private final Instant begin = Instant.now();

    /** @param launcherArguments what makes a launcher run this stack */
    StackClient(StackPaths paths, Environment environment, Function<Environment, StackDefinition> definitions,
            List<String> launcherArguments, Terminal terminal) {
        this.paths = paths;
        this.environment = environment;
        this.definitions = definitions;
        this.launcherArguments = launcherArguments;
        this.terminal = terminal;
    }

    /**
     * Returns when the stack can be used if {@code detach}, otherwise when it was stopped. When it cannot be started, nothing
     * of it is left running.
     */
    void up(boolean detach) throws IOException, InterruptedException {
        LogTail log = new LogTail(paths.log(StackProcesses.LAUNCHER), terminal);
        while (true) {
            Optional<StackStatus> running = running();
            if (running.isPresent()) {
                if (joined(running.get(), log)) {
                    return;
                }
            } else if (started(log, detach)) {
                return;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    /** Waits for a stack that somebody else started. False when it ended before it was ready. */
    private boolean joined(StackStatus running, LogTail log) throws IOException, InterruptedException {
        if (running.phase() == Phase.STOPPING) {
            terminal.live("it is being stopped ... " + seconds());
            return false;
        }
        terminal.print(running.phase() == Phase.READY ? "It already runs." : "It is starting already.");
        ProcessHandle launcher = ProcessHandle.of(running.launcher()).orElse(null);
        if (launcher == null || !isReady(launcher, log)) {
            return false;
        }
        StackStatus ready = running().orElse(running);
        otherSettings(ready).ifPresent(terminal::print);
        printWhereToLook(ready);
        return true;
    }

    /** Starts a launcher. False when somebody else's was quicker. */
    private boolean started(LogTail log, boolean detach) throws IOException, InterruptedException {
        Process launcher = spawn();
        Thread interrupted = new Thread(() -> interrupt(launcher, log), "interrupt");
        Runtime.getRuntime().addShutdownHook(interrupted);
        boolean ready = isReady(launcher.toHandle(), log);
        if (ready) {
            printWhereToLook(running().orElseThrow(this::wasStopped));
            if (!detach) {
                terminal.print("Ctrl-C stops it.");
                while (launcher.isAlive()) {
                    log.showNew();
                    Thread.sleep(BETWEEN_LOOKS.toMillis());
                }
            }
        }
        Runtime.getRuntime().removeShutdownHook(interrupted);
        if (ready && detach) {
            return true;
        }
        int status = launcher.waitFor();
        log.showNew();
        terminal.clear();
        if (status == ANOTHER_RUNS) {
            return false;
        }
        Optional<StackStatus> last = StackStatus.read(paths).filter(read -> read.launcher() == launcher.pid());
        Phase phase = last.map(StackStatus::phase).orElse(null);
        if (phase == Phase.FAILED) {
            throw new StackException(last.orElseThrow().message());
        }
        if (phase != Phase.STOPPED) {
            cleanUp();
            throw new StackException("the launcher was killed (exit status %d), so all it had started was stopped: run %s again"
                    .formatted(status, script()));
        }
        if (!ready) {
            throw wasStopped();
        }
        return true;
    }

    void down() throws IOException, InterruptedException {
        List<ProcessHandle> launchers = StackProcesses.launchers(paths);
        for (ProcessHandle launcher : launchers) {
            Thread stopping = new Thread(() -> StackProcesses.stop(launcher));
            stopping.start();
            while (stopping.isAlive()) {
                terminal.live("stopping " + names(running(), "nothing") + " ... " + seconds());
                stopping.join(BETWEEN_LOOKS.toMillis());
            }
        }
        terminal.clear();
        List<String> left = cleanUp();
        if (!left.isEmpty()) {
            terminal.print("Stopped what a killed launcher left behind: " + String.join(", ", left));
        }
        terminal.print(launchers.isEmpty() && left.isEmpty() ? "Nothing runs." : "Stopped. What it keeps is in " + paths.state() + ".");
    }

    /** Shows the programs, or stops, starts or restarts one and waits until that is done. */
    void program(List<String> words) throws IOException, InterruptedException {
        StackStatus running = running().filter(status -> status.phase() == Phase.READY || status.phase() == Phase.STARTING)
                .orElseThrow(() -> new StackException("nothing runs: start it with " + script()));
        if (words.isEmpty()) {
            running.programs().forEach((name, state) -> terminal.print(line(name, state.split(" "))));
            return;
        }
        StackRequests.Verb verb = Stream.of(StackRequests.Verb.values()).filter(one -> one.name().equalsIgnoreCase(words.getFirst())).findFirst()
                .orElseThrow(() -> new StackException(words.getFirst() + " is none of stop, start and restart"));
        if (words.size() != 2 || !running.programs().containsKey(words.get(1))) {
            throw new StackException("say which program: " + String.join(", ", running.programs().keySet()));
        }
        String name = words.get(1);
        String before = running.programs().get(name).split(" ")[1];
        StackRequests.put(paths, name, verb);
        Instant deadline = Instant.now().plus(TO_OBEY);
        while (!isDone(name, verb, before)) {
            if (Instant.now().isAfter(deadline)) {
                throw new StackException("%s did not %s within %d s: see %s".formatted(name, words.getFirst(),
                        TO_OBEY.toSeconds(), paths.log(name)));
            }
            terminal.live(name + " ... " + seconds());
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        terminal.print(line(name, running().orElseThrow(this::wasStopped).programs().get(name).split(" ")));
    }

    private boolean isDone(String name, StackRequests.Verb verb, String before) throws IOException {
        if (!StackRequests.isTaken(paths, name)) {
            return false;
        }
        String[] now = running().orElseThrow(this::wasStopped).programs().get(name).split(" ");
        return switch (verb) {
            case STOP -> now[0].equals("stopped");
            case START -> now[0].equals("ready");
            case RESTART -> now[0].equals("ready") && !now[1].equals(before);
        };
    }

    private static String line(String name, String... state) {
        return "%-13s %-9s %s".formatted(name, state[0], state[1].equals("0") ? "" : "process " + state[1] + ", restarts " + state[2]);
    }

    /** Stops what a killed launcher left. Returns the names. */
    private List<String> cleanUp() throws IOException {
        Optional<StackLock> lock = Files.isDirectory(paths.state()) ? StackLock.tryTake(paths) : Optional.empty();
        if (lock.isEmpty() && !StackProcesses.launchers(paths).isEmpty()) {
            return List.of(); // somebody starts it again, and cleans up first
        }
        try {
            List<String> left = new ArrayList<>(StackProcesses.stopLeftovers(paths));
            int zipkinPort = StackStatus.read(paths).map(status -> status.settings().get("ZIPKIN_PORT")).map(Integer::valueOf)
                    .orElseGet(() -> definitions.apply(environment).zipkinPort());
            if (!Zipkin.isUsedByAnother(paths, zipkinPort)) {
                StackProcesses.zipkin(zipkinPort).ifPresent(zipkin -> {
                    StackProcesses.stop(zipkin);
                    left.add("zipkin");
                });
            }
            return left;
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }

    /** The status of the stack whose launcher lives. */
    private Optional<StackStatus> running() throws IOException {
        return StackStatus.read(paths).filter(status -> StackProcesses.launcher(paths, status.launcher()).isPresent());
    }

    /** Waits until the launcher says that the stack is ready; false when the launcher ends before. */
    private boolean isReady(ProcessHandle launcher, LogTail log) throws IOException, InterruptedException {
        while (launcher.isAlive()) {
            Optional<StackStatus> status = StackStatus.read(paths).filter(read -> read.launcher() == launcher.pid());
            log.showNew();
            if (status.map(StackStatus::phase).filter(Phase.READY::equals).isPresent()) {
                terminal.clear();
                return true;
            }
            terminal.live(status.map(StackStatus::message).filter(message -> !message.isEmpty())
                    .orElse("waiting for " + names(status, "the launcher")) + " ... " + seconds());
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        return false;
    }

    private static String names(Optional<StackStatus> status, String otherwise) {
        return status.map(read -> read.programs().entrySet().stream().filter(program -> !program.getValue().startsWith("ready"))
                .map(Map.Entry::getKey).collect(Collectors.joining(", "))).filter(names -> !names.isEmpty()).orElse(otherwise);
    }

    /**
     * A launcher in a session of its own: Ctrl-C on the terminal does not reach it, so it stops its programs in their order. Where
     * there is no setsid, it at least outlives the terminal.
     */
    private Process spawn() throws IOException {
        List<String> command = new ArrayList<>();
        Stream.of("/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup").filter(path -> Files.isExecutable(Path.of(path))).findFirst().ifPresent(command::add);
        command.add(Jvm.java());
        command.addAll(StackProcesses.marks(paths, StackProcesses.LAUNCHER));
        command.addAll(Jvm.LAUNCHER_OPTIONS);
        command.addAll(List.of("-cp", Jvm.jarOfThisProcess(), Main.class.getName()));
        command.addAll(launcherArguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(paths.log(StackProcesses.LAUNCHER).toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeAll(Environment.FOR_EVERY_JVM);
        return builder.start();
    }

    /** On Ctrl-C. Nothing is left running. */
    private void interrupt(Process launcher, LogTail log) {
        terminal.print("");
        Thread stopping = new Thread(() -> StackProcesses.stop(launcher.toHandle()));
        stopping.start();
        try {
            while (stopping.isAlive()) {
                log.showNew();
                terminal.live("stopping ... " + seconds());
                stopping.join(BETWEEN_LOOKS.toMillis());
            }
            cleanUp();
            terminal.print("Stopped. What it keeps is in " + paths.state() + ".");
        } catch (IOException e) {
            terminal.print(Failures.oneLine(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StackException wasStopped() {
        return new StackException("it was stopped while it started: run " + script() + " again");
    }

    private void printWhereToLook(StackStatus status) {
        terminal.print("\n" + definitions.apply(new Environment(status.settings())).whereToLook());
    }

    /** What runs goes on as it is, whatever this start asks for. */
    private Optional<String> otherSettings(StackStatus running) {
        Map<String, String> asked = definitions.apply(environment).settings();
        String other = asked.entrySet().stream()
                .filter(setting -> environment.text(setting.getKey()).isPresent())
                .filter(setting -> !setting.getValue().equals(running.settings().get(setting.getKey())))
                .map(setting -> setting.getKey() + "=" + setting.getValue()).collect(Collectors.joining(", "));
        return other.isEmpty() ? Optional.empty()
                : Optional.of("This start asks for " + other + ". What runs has other settings, and keeps them: stop it first to change them.");
    }

    private String script() {
        return definitions.apply(environment).script();
    }

    private String seconds() {
        return Duration.between(begin, Instant.now()).toSeconds() + " s";
    }
}
