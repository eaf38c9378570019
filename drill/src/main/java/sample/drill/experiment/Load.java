package sample.drill.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sample.drill.findings.Answer;
import sample.drill.findings.Plan;

/** The load generator, a process of its own: one stream of orders through all phases. */
final class Load implements AutoCloseable {

    private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(90);

    /** The phases are counted from the first order that was answered; where all is cold, others were sent before. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Process process;
    private final Path folder;
    private final Path log;

    private Load(Process process, Path folder, Path log) {
        this.process = process;
        this.folder = folder;
        this.log = log;
    }

    static Load start(Path scripts, Plan plan, Path out) throws IOException {
        Path folder = out.resolve("load");
        Path log = out.resolve("load.log");
        Process process = new ProcessBuilder(scripts.resolve("5-generate-load.sh").toString(), "--local",
                "--rate", String.valueOf(plan.rate()), "--duration", String.valueOf(plan.total().plus(MARGIN).toSeconds()),
                "--out", folder.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new Load(process, folder, log);
    }

    /** Waits for the first answer and returns when its order was sent. */
    long firstOrderAt() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BEGIN_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Answer> first = firstAnswer();
            if (first.isPresent()) {
                return first.get().sentAt();
            }
            if (!process.isAlive()) {
                throw new IOException("the load generator ended: " + lastLine());
            }
            Thread.sleep(100);
        }
        throw new IOException("the load generator sends nothing: see " + log);
    }

    private Optional<Answer> firstAnswer() throws IOException {
        Path csv = folder.resolve("orders.csv");
        if (!Files.exists(csv)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(csv)) {
            return lines.skip(1).findFirst().map(Answer::parse);
        }
    }

    /** Waits until all orders are answered or given up, and returns what came of each. */
    List<Answer> answers() throws IOException, InterruptedException {
        if (!process.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("the load generator does not end: see " + log);
        }
        if (process.exitValue() != 0) {
            throw new IOException("the load generator ended with " + process.exitValue() + ": " + lastLine());
        }
        return Answer.readAll(folder.resolve("orders.csv"));
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
