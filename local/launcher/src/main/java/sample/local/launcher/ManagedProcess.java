package sample.local.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * A program of a stack, kept running: when it dies, it is started again after a pause, as a pod would be. Its log is
 * appended to. Thread-safe.
 */
final class ManagedProcess {

    enum State {
        STOPPED, STARTING, READY, PAUSING
    }

    /** Hears what happens to a program. */
    interface Listener {

        /** The program's state is another one now. */
        void changed();

        void said(String program, String event);

        /** The program died too often and is not started again. */
        void gaveUp(ManagedProcess process, String why);
    }

    static final int MAX_DEATHS = 5;
    static final Duration DEATHS_COUNT_FOR = Duration.ofMinutes(2);
    static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);
    private static final int LAST_LINES = 12;
    private static final long MAX_LOG_READ = 100_000;
    private static final String FOR_THE_USER = "FOR THE USER: ";

    private final Program program;
    private final Path log;
    private final Listener listener;
    private final Supplier<Optional<ProcessHandle>> other;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    private State state = State.STOPPED;
    private boolean wanted = true;
    private boolean restartAsked;
    private int starts;
    private long logBegin;
    private ProcessHandle process;
    private Thread supervisor;

    ManagedProcess(Program program, Path log, Listener listener) {
        this(program, log, listener, Optional::empty);
    }

    /**
     * @param other finds a process that does the program's work already; as long as there is one, it is watched in place of
     *     one of our own
     */
    ManagedProcess(Program program, Path log, Listener listener, Supplier<Optional<ProcessHandle>> other) {
        this.program = program;
        this.log = log;
        this.listener = listener;
        this.other = other;
    }

    synchronized void start() {
        state = State.STARTING; // or a stop that comes at once would find it stopped, and not wait for what is about to start
        supervisor = new Thread(this::supervise, name());
        supervisor.setDaemon(true);
        supervisor.start();
    }

    String name() {
        return program.name();
    }

    Program program() {
        return program;
    }

    synchronized State state() {
        return state;
    }

    synchronized boolean runs(ProcessHandle handle) {
        return handle.equals(process);
    }

    /** Whether it died lately. */
    synchronized boolean hasDied() {
        return !deaths.isEmpty();
    }

    synchronized String describe() {
        return "%s %d %d".formatted(state.name().toLowerCase(Locale.ROOT), process == null ? 0 : process.pid(), Math.max(0, starts - 1));
    }

    /** The last lines that the program wrote since it was started last. */
    List<String> lastLines() {
        List<String> lines = linesSinceStart();
        return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    }

    /** A program that has something to tell its user marks that line in its log. */
    private void sayWhatIsForTheUser() {
        linesSinceStart().stream().filter(line -> line.startsWith(FOR_THE_USER))
                .forEach(line -> listener.said(name(), line.substring(FOR_THE_USER.length())));
    }

    private List<String> linesSinceStart() {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long begin = Math.max(logBegin, file.length() - MAX_LOG_READ);
            byte[] bytes = new byte[(int) Math.max(0, file.length() - begin)];
            file.seek(begin);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Stops the program. Returns when it has ended. */
    void stop() throws InterruptedException {
        ProcessHandle running;
        synchronized (this) {
            wanted = false;
            notifyAll();
            running = process;
        }
        if (running != null) {
            StackProcesses.stop(running);
        }
        synchronized (this) {
            while (state != State.STOPPED && supervisor.isAlive()) {
                wait(1000);
            }
        }
    }

    /** Begins to do what a user asks for. An end that was asked for is no death. */
    void request(StackRequests.Verb verb) {
        ProcessHandle running;
        synchronized (this) {
            wanted = verb != StackRequests.Verb.STOP;
            restartAsked = verb == StackRequests.Verb.RESTART;
            deaths.clear();
            running = process;
            notifyAll();
            if (wanted && !supervisor.isAlive()) {
                start(); // it died too often, and its user has repaired what was wrong
            }
        }
        if (running != null && verb != StackRequests.Verb.START) {
            Thread.ofVirtual().start(() -> StackProcesses.stop(running));
        }
    }

    /** Leaves the process as it is, and looks after it no more. */
    synchronized void release() {
        supervisor.interrupt();
    }

    private void supervise() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                awaitWanted();
                Optional<ProcessHandle> found = other.get();
                Optional<Process> own = found.isPresent() ? Optional.empty() : Optional.of(launch());
                ProcessHandle running = found.orElseGet(() -> own.orElseThrow().toHandle());
                Instant begin = Instant.now();
                become(State.STARTING, running);
                if (!isWanted()) {
                    running.destroy();
                }
                if (awaitReady(running)) {
                    become(State.READY, running);
                    listener.said(name(), own.isPresent()
                            ? String.format(Locale.ROOT, "is ready on %s, %.1f s after its start", program.where(), secondsSince(begin))
                            : "is the one that runs on " + program.where() + " already");
                    sayWhatIsForTheUser();
                }
                running.onExit().get();
                if (isDeath() && other.get().isEmpty()) {
                    goesOn = died(own.map(ManagedProcess::exitStatus).orElse("it was another stack's"));
                }
            }
        } catch (IOException e) {
            listener.gaveUp(this, "could not be started: " + e.getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            // Released: the process goes on, and nobody waits for it here.
        } finally {
            become(State.STOPPED, null);
        }
    }

    private Process launch() throws IOException {
        Files.createDirectories(log.getParent());
        Files.writeString(log, "%n=== %s %s starts%n".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), name()),
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        ProcessBuilder builder = new ProcessBuilder(program.command()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().clear();
        builder.environment().putAll(program.environment());
        synchronized (this) {
            starts++;
            logBegin = Files.size(log);
        }
        return builder.start();
    }

    private boolean awaitReady(ProcessHandle running) throws InterruptedException {
        while (running.isAlive()) {
            if (program.ready().getAsBoolean()) {
                return true;
            }
            Thread.sleep(BETWEEN_PROBES.toMillis());
        }
        return false;
    }

    /** Counts the death, and pauses before the next start: 1 s, then twice as long each time. False: no next start. */
    private boolean died(String how) throws InterruptedException {
        Instant now = Instant.now();
        sayWhatIsForTheUser();
        int count = countDeath(now);
        if (count >= MAX_DEATHS) {
            listener.gaveUp(this, "died %d times within %d minutes, the last time with %s".formatted(count, DEATHS_COUNT_FOR.toMinutes(), how));
            return false;
        }
        Duration pause = pauseAfter(count);
        become(State.PAUSING, null);
        listener.said(name(), "died (%s); it is started again in %d s".formatted(how, pause.toSeconds()));
        Instant end = now.plus(pause);
        synchronized (this) {
            while (wanted && Instant.now().isBefore(end)) {
                wait(Math.max(1, Duration.between(Instant.now(), end).toMillis()));
            }
        }
        return true;
    }

    private synchronized int countDeath(Instant now) {
        deaths.addLast(now);
        while (deaths.getFirst().isBefore(now.minus(DEATHS_COUNT_FOR))) {
            deaths.removeFirst();
        }
        return deaths.size();
    }

    static Duration pauseAfter(int deaths) {
        Duration pause = Duration.ofSeconds(1L << Math.min(deaths - 1, 10));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }

    private void awaitWanted() throws InterruptedException {
        if (!isWanted()) {
            become(State.STOPPED, null);
        }
        synchronized (this) {
            while (!wanted) {
                wait();
            }
        }
    }

    private synchronized boolean isDeath() {
        boolean asked = restartAsked;
        restartAsked = false;
        return wanted && !asked;
    }

    private synchronized boolean isWanted() {
        return wanted;
    }

    private void become(State next, ProcessHandle running) {
        synchronized (this) {
            state = next;
            process = running;
            notifyAll();
        }
        listener.changed();
    }

    private static String exitStatus(Process ended) {
        try {
            return "exit status " + ended.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "an unknown exit status";
        }
    }

    private static double secondsSince(Instant begin) {
        return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
    }
}
