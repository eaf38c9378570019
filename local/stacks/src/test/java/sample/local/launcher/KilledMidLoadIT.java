package sample.local.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each service and the database is killed with -9 while orders come in; the launcher starts it again. What was acknowledged
 * has to be in the database, as it was acknowledged. The real programs run without the agent, which has no part in this.
 */
@Timeout(300)
class KilledMidLoadIT {

    private static final int CLIENTS = 8;

    private final Ledger acknowledged = new Ledger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path state;
    private RunningStack stack;

    @BeforeEach
    void start() throws Exception {
        stack = RunningStack.orders(state).with("OTEL_JAVAAGENT_ENABLED", "false").up();
    }

    @AfterEach
    void stop() throws Exception {
        stack.close();
    }

    @Test
    void everyAcknowledgedOrderIsInTheDatabaseAsItWasAcknowledged() throws Exception {
        AtomicBoolean loading = new AtomicBoolean(true);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (int client = 0; client < CLIENTS; client++) {
                    String name = "Client " + (char) ('A' + client);
                    clients.submit(() -> load(name, loading));
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() > 50);
                for (String program : new String[] {"delivery-api", "mariadb", "order-api"}) {
                    killAndAwait(program);
                }
            } finally {
                loading.set(false);
            }
        }
        assertThat(refused).as("orders refused while something was dead").hasPositiveValue();

        acknowledged.assertIsIn(stack.port("MYSQL_PORT"));
    }

    private void killAndAwait(String program) throws Exception {
        int refusedBefore = refused.get();
        ProcessHandle process = stack.process(program);
        answers.clear();
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(60)).until(() -> refused.get() > refusedBefore);
        await().atMost(Duration.ofSeconds(90)).until(() -> stack.program(program)[0].equals("ready") && stack.process(program).pid() != process.pid());
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(90)).until(() -> acknowledged.size() > before + 50);
        if (program.equals("mariadb")) {
            assertThat(answers).as("while the database is away").allMatch(answer -> answer.startsWith("503 ") && (answer.contains(":database-failed")
                    || answer.contains(":commit-failed") || answer.contains(":pool-exhausted")));
        }
    }

    /** A client that sends each order, no two alike, until it is acknowledged: always under the same id, as the answers ask it to. */
    private void load(String name, AtomicBoolean loading) {
        try {
            for (int i = 1; loading.get(); i++) {
                String body = Ledger.order(name.replace(' ', '-') + "-" + i, name, 1 + i % 1000);
                while (loading.get() && !isAcknowledged(body)) {
                    refused.incrementAndGet();
                    Thread.sleep(500);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAcknowledged(String body) throws InterruptedException {
        try {
            HttpResponse<String> response = stack.post(body);
            if (response.statusCode() != 200) {
                answers.add(response.statusCode() + " " + response.body());
                return false;
            }
            acknowledged.acknowledge(response.body());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
