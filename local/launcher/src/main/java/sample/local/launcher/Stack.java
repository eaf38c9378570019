package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sample.local.launcher.ManagedProcess.State;
import sample.local.launcher.StackStatus.Phase;

/**
 * Runs the programs of a stack: starts them, tells in the status file how far they are, keeps each of them running, and
 * stops them all when the launcher is told to stop, or when one cannot be kept running.
 */
final class Stack implements ManagedProcess.Listener {

    private static final long BYTES_NEEDED = 1L << 30;
    private static final Duration TO_START = Duration.ofSeconds(180);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final String ZIPKIN = "zipkin";

    private final StackPaths paths;
    private final StackDefinition definition;
    private final Jvm jvm;
    private final Console console = new Console();
    private final List<ManagedProcess> processes = new ArrayList<>();
    private final Object statusFile = new Object();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread archives = new Thread(this::makeArchives, "archives");

    private volatile Phase phase = Phase.STARTING;
    private volatile String message = "";
    private volatile StackException failure;
    private volatile ManagedProcess zipkin;
    private boolean stopping;

    Stack(StackPaths paths, Environment environment, StackDefinition definition) {
        this.paths = paths;
        this.definition = definition;
        this.jvm = new Jvm(paths, environment, new InstalledPrograms(paths, this::doing));
    }

    /** Runs until the launcher is told to stop; throws when the stack cannot start or go on. */
    void run() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        changed();
        try {
            start();
            enter(Phase.READY, "");
            startZipkin();
            archives.setDaemon(true);
            archives.start();
            while (failure == null) {
                StackRequests.take(paths, processes);
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            }
            throw failure;
        } catch (StackException e) {
            fail(e.getMessage());
            throw e;
        } catch (IOException e) {
            fail(Failures.oneLine(e));
            throw e;
        } finally {
            stop();
        }
    }

    private void start() throws IOException, InterruptedException {
        checkBuilt();
        checkDisk();
        checkPorts();
        for (Program program : definition.prepare(jvm)) {
            manage(new ManagedProcess(program, paths.log(program.name()), this));
        }
        doing("");
        Instant deadline = Instant.now().plus(TO_START);
        awaitUntil(deadline, () -> processes.stream().allMatch(process -> process.state() == State.READY
                || process.program().onlyWatches() && process.hasDied()));
        awaitUntil(deadline, definition::isUsable);
    }

    private void manage(ManagedProcess process) {
        synchronized (processes) {
            if (stopping) {
                throw new StackException("it was stopped while it started");
            }
            processes.add(process);
            process.start();
        }
    }

    private void awaitUntil(Instant deadline, BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            if (failure != null) {
                throw failure;
            }
            if (Instant.now().isAfter(deadline)) {
                throw notReady();
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private StackException notReady() {
        return processes.stream().filter(process -> process.state() != State.READY).findFirst()
                .map(process -> new StackException("%s was not ready within %d s: see %s, then run %s again".formatted(process.name(),
                        TO_START.toSeconds(), paths.log(process.name()), definition.script()), process.lastLines()))
                .orElseGet(() -> new StackException("everything is ready, but nothing can be stored: see the logs in %s, then run %s again"
                        .formatted(paths.logs(), definition.script())));
    }

    /** Traces come last: nothing waits for them. */
    private void startZipkin() throws IOException, InterruptedException {
        int port = definition.zipkinPort();
        if (StackProcesses.zipkin(port).isEmpty() && Zipkin.answers(port)) {
            console.say(ZIPKIN, "is the one that runs on " + Zipkin.url(port) + " already; this project did not start it");
            return;
        }
        ManagedProcess process = new ManagedProcess(Zipkin.program(port, paths, jvm), paths.log(ZIPKIN), this,
                () -> StackProcesses.zipkin(port));
        zipkin = process;
        manage(process);
    }

    /** In the background: the next start is quicker by it. */
    private void makeArchives() {
        List<Program> programs;
        synchronized (processes) {
            programs = processes.stream().map(ManagedProcess::program).toList();
        }
        for (Program program : programs) {
            if (program.archive().filter(ClassArchive::isMissing).isPresent() && !isStopping()) {
                try {
                    program.archive().get().make(program.environment());
                    console.say(program.name(), "has an archive of its classes now: its next start is quicker");
                } catch (IOException e) {
                    console.say(program.name(), "has no archive of its classes, so its next start takes longer: " + Failures.oneLine(e));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private boolean isManaged(ProcessHandle process) {
        return processes.stream().anyMatch(managed -> managed.runs(process));
    }

    private boolean isStopping() {
        synchronized (processes) {
            return stopping;
        }
    }

    @Override
    public void changed() {
        Map<String, String> programs = new LinkedHashMap<>();
        synchronized (processes) {
            processes.forEach(process -> programs.put(process.name(), process.describe()));
        }
        StackStatus status = new StackStatus(phase, ProcessHandle.current().pid(), Jvm.jarOfThisProcess(), message, definition.settings(), programs);
        try {
            synchronized (statusFile) {
                status.write(paths);
            }
        } catch (IOException e) {
            console.say("launcher", "could not write its status: " + Failures.oneLine(e));
        }
    }

    @Override
    public void said(String program, String event) {
        console.say(program, event);
    }

    /** What only watches is not worth a stack: without it, orders go on. */
    @Override
    public void gaveUp(ManagedProcess process, String why) {
        String text = why + ": see " + paths.log(process.name());
        if (process.program().onlyWatches()) {
            console.say(process.name(), text + "; the rest goes on, and " + definition.script().replace("local-up.sh", "local-program.sh")
                    + " start " + process.name() + " starts it again");
        } else {
            failure = new StackException(process.name() + " " + text + ", then run " + definition.script() + " again", process.lastLines());
        }
    }

    private void doing(String what) {
        if (!what.isEmpty()) {
            console.say("launcher", what);
        }
        message = what;
        changed();
    }

    private void enter(Phase next, String why) {
        message = why;
        phase = next;
        changed();
    }

    private void fail(String why) {
        if (!isStopping()) {
            enter(Phase.FAILED, why);
        }
    }

    /** In the opposite order of the start, so that each program can end what it does with those it needs. */
    private void stop() {
        boolean first;
        synchronized (processes) {
            first = !stopping;
            stopping = true;
        }
        try {
            if (first) {
                boolean failed = phase == Phase.FAILED;
                if (!failed) {
                    enter(Phase.STOPPING, "");
                }
                if (zipkin != null && Zipkin.isUsedByAnother(paths, definition.zipkinPort())) {
                    zipkin.release();
                    processes.remove(zipkin);
                    console.say(ZIPKIN, "goes on for the other stack");
                } else if (zipkin != null) {
                    zipkin.request(StackRequests.Verb.STOP); // it takes longest, and nobody needs it
                }
                archives.interrupt();
                // What a program started for its user, such as a drill, puts back what it changed while all else still runs.
                StackProcesses.stopLeftovers(paths, this::isManaged);
                for (ManagedProcess process : processes.reversed()) {
                    process.stop();
                }
                StackProcesses.stopLeftovers(paths);
                if (!failed) {
                    enter(Phase.STOPPED, "");
                }
                stopped.countDown();
            }
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void checkBuilt() {
        for (Path needed : definition.files()) {
            if (!Files.exists(needed)) {
                throw new StackException(needed + " is missing: run " + definition.script() + ", which builds it");
            }
        }
    }

    private void checkDisk() throws IOException {
        for (Path folder : List.of(paths.state(), paths.programs())) {
            Files.createDirectories(folder);
            long usable = Files.getFileStore(folder).getUsableSpace();
            if (usable < BYTES_NEEDED) {
                throw new StackException("%s has %d MB free and the stack needs %d MB: free some, or set LOCAL_STATE_DIR"
                        .formatted(folder, usable >> 20, BYTES_NEEDED >> 20));
            }
        }
    }

    private void checkPorts() throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>(definition.ports());
        ports.put("ZIPKIN_PORT", definition.zipkinPort());
        Map<Integer, String> names = new LinkedHashMap<>();
        List<String> takenPorts = new ArrayList<>();
        List<String> takenNames = new ArrayList<>();
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            String same = names.put(port.getValue(), port.getKey());
            if (same != null) {
                throw new StackException("%s and %s are both %d: give each a port of its own".formatted(same, port.getKey(), port.getValue()));
            }
            boolean zipkinRuns = port.getKey().equals("ZIPKIN_PORT") && Zipkin.isRunningOrStarting(port.getValue());
            if (!zipkinRuns && !Probe.isFree(port.getValue())) {
                takenPorts.add(port.getValue().toString());
                takenNames.add(port.getKey());
            }
        }
        if (!takenPorts.isEmpty()) {
            throw new StackException("%s %s taken%s: stop what listens there, or set %s to a free port".formatted(
                    takenPorts.stream().map(port -> "port " + port).collect(Collectors.joining(" and ")), takenPorts.size() == 1 ? "is" : "are",
                    otherStackAt(takenPorts).map(state -> " (a stack with its files in " + state + " runs)").orElse(""),
                    String.join(" and ", takenNames)));
        }
    }

    /** The files of the running stack that has one of the ports. */
    private Optional<Path> otherStackAt(List<String> ports) throws IOException {
        try (Stream<Path> running = StackProcesses.runningStacks()) {
            for (Path state : running.filter(state -> !state.equals(paths.state())).toList()) {
                Optional<StackStatus> status = StackStatus.read(new StackPaths(paths.root(), state));
                if (status.isPresent() && !Collections.disjoint(status.get().settings().values(), ports)) {
                    return Optional.of(state);
                }
            }
            return Optional.empty();
        }
    }
}
