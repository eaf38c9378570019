package sample.drill.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sample.drill.findings.Answer;
import sample.drill.findings.Stored;

class StoredOrdersTest {

    @Test
    void tellsTheLostFromTheStoredAndTheUnknown() throws InterruptedException {
        List<Answer> answers = List.of(answer(200, "kept"), answer(200, "lost"), answer(200, "unknown"),
                answer(504, "stored-late"), answer(503, "refused"));

        Stored stored = StoredOrders.ask(id -> switch (id) {
            case "kept", "stored-late" -> 200;
            case "unknown" -> 503;
            default -> 404;
        }, answers);

        assertThat(stored).isEqualTo(new Stored(5, 3, 1, 1, List.of("lost"), List.of("unknown")));
    }

    @Test
    void asksAgainWhenTheFirstAnswerFails() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();

        Stored stored = StoredOrders.ask(id -> {
            if (asked.incrementAndGet() == 1) {
                throw new IOException("reset");
            }
            return 200;
        }, List.of(answer(200, "kept")));

        assertThat(stored.acknowledgedStored()).isEqualTo(1);
        assertThat(stored.unknown()).isEmpty();
    }

    private static Answer answer(int status, String orderId) {
        return new Answer(0, 60, status, "", orderId);
    }
}
