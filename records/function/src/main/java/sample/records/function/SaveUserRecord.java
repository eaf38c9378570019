package sample.records.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Stores one record for each {@code POST /record}. It takes the event as a stream, because Lambda turns an event into
 * an object by reflection, which is a good part of a cold start.
 */
public final class SaveUserRecord implements RequestStreamHandler, Resource {

    private final Records records;
    private final Optional<Chaos> chaos;
    private final Optional<Queue> queue;
    private final Optional<CustomMetrics> metrics;

    /** Lambda calls this once for each environment that it starts, so the clients live as long as that does. */
    public SaveUserRecord() {
        this(System.getenv(), new Clients(System.getenv()));
    }

    SaveUserRecord(Map<String, String> env, Clients clients) {
        records = new Records(clients.dynamoDb(), env.getOrDefault("TABLE_NAME", "UserRecords"));
        chaos = Optional.ofNullable(env.get("CHAOS_PARAMETER")).map(path -> Chaos.below(path, clients.ssm()));
        queue = Optional.ofNullable(env.get("QUEUE_URL")).map(url -> new Queue(clients.sqs(), url));
        metrics = Optional.of(System.out).filter(out -> "true".equals(env.get("CUSTOM_METRICS"))).map(CustomMetrics::new);
        Core.getGlobalContext().register(this);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        ProxyEvent event = ProxyEvent.read(input);
        answer(event, context).write(output);
    }

    private ProxyAnswer answer(ProxyEvent event, Context context) {
        String requestId = event.requestId().orElseGet(context::getAwsRequestId);
        LambdaLogger log = context.getLogger();
        String request = "Request %s (trace %s)".formatted(requestId, event.traceId().orElse("none"));
        try {
            UserRecord record = new UserRecord(idFor(requestId), Instant.now(), User.in(event.body()));
            save(record, context);
            log.log("%s: record %s saved".formatted(request, record.id()));
            return new ProxyAnswer(200, "Record saved with ID: " + record.id());
        } catch (InvalidRequestException e) {
            log.log("%s refused: %s".formatted(request, e.getMessage()));
            return new ProxyAnswer(400, e.getMessage());
        } catch (SdkException | ChaosException e) {
            // Thrown on, not answered: Lambda counts only what is thrown in Errors, and the alarm on them would stay
            // silent. The gateway makes a 502 of it, without the message.
            log.log("%s failed: %s".formatted(request, e));
            throw e;
        }
    }

    private void save(UserRecord record, Context context) {
        chaos.ifPresent(it -> it.beforeWrite(context.getLogger()));
        boolean isNew = records.put(record);
        // Also for a record that was there: the attempt that stored it may have ended before it got here. So a message
        // can come twice, and the readers of the queue go by the record's ID.
        queue.ifPresent(to -> to.send(record));
        if (isNew) {
            metrics.ifPresent(to -> to.recordStored(record, context.getFunctionName()));
        }
    }

    /** The same for each attempt at one request, so that a repeated one finds its record there and stores no second. */
    private static UUID idFor(String requestId) {
        return UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8));
    }

    /** Before SnapStart takes its picture: what has run once is loaded and linked in every environment made from it. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        try {
            User.in("{\"user\": \"nobody\"}");
            records.rehearse();
        } catch (SdkException e) {
            System.out.println("Not rehearsed, so the first answer will take longer: " + e);
        }
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        // Nothing to do: the SDK opens a new connection where the old one is gone.
    }
}
