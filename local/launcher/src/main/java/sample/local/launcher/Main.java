package sample.local.launcher;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The laptop stacks' launcher: {@code (up [--detach] | down | program [VERB NAME] | run) [--records] [--terminal]}. A user's
 * command is {@code up}, {@code down} or {@code program}; {@code up} starts {@code run} in the background, which keeps the
 * stack. With {@code --records} it is the records lab's stack.
 *
 * <p>Ends with 0 when it did what it was told, 1 when it could not, and {@code run} with 3 when another launcher runs the
 * stack.
 */
final class Main {

    private Main() {
    }

    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        boolean records = words.remove("--records");
        boolean detach = words.remove("--detach");
        Terminal terminal = new Terminal(words.remove("--terminal"));
        String verb = words.isEmpty() ? "" : words.removeFirst();
        try {
            Environment environment = Environment.ofThisProcess();
            StackPaths paths = records ? StackPaths.from(environment).below("records") : StackPaths.from(environment);
            Function<Environment, StackDefinition> definitions = settings -> records ? new RecordsStack(paths, settings) : new OrderStack(paths, settings);
            StackClient client = new StackClient(paths, environment, definitions, records ? List.of("run", "--records") : List.of("run"), terminal);
            switch (verb) {
                case "up" -> client.up(detach);
                case "down" -> client.down();
                case "program" -> client.program(words);
                case "run" -> System.exit(run(paths, environment, definitions.apply(environment)));
                default -> throw new StackException("usage: up [--detach] | down | program [stop|start|restart NAME]");
            }
        } catch (StackException e) {
            terminal.clear();
            e.evidence().forEach(line -> System.out.println("  | " + line));
            fail(verb, e.getMessage());
        } catch (IOException e) {
            terminal.clear();
            fail(verb, Failures.oneLine(e));
        }
    }

    private static int run(StackPaths paths, Environment environment, StackDefinition definition) throws IOException, InterruptedException {
        Optional<StackLock> lock = StackLock.tryTake(paths);
        if (lock.isEmpty()) {
            return StackClient.ANOTHER_RUNS;
        }
        try {
            System.out.printf("%n=== %s launcher %d starts, Java %s%n", Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    ProcessHandle.current().pid(), Runtime.version());
            List<String> left = StackProcesses.stopLeftovers(paths);
            if (!left.isEmpty()) {
                System.out.println("Stopped what a killed launcher left behind: " + String.join(", ", left));
            }
            StackRequests.forget(paths);
            new Stack(paths, environment, definition).run();
            return 0;
        } finally {
            lock.get().close();
        }
    }

    private static void fail(String verb, String message) {
        if (!verb.equals("run")) {
            System.err.println("local-" + verb + ": " + message);
        }
        System.exit(1);
    }
}
