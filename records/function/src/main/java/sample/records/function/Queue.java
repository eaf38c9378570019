package sample.records.function;

import java.io.StringWriter;
import software.amazon.awssdk.services.sqs.SqsClient;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The messaging layer, off unless {@code QUEUE_URL} is set: tells the readers of the queue about each record. */
final class Queue {

    private static final JsonFactory JSON = new JsonFactory();

    private final SqsClient sqs;
    private final String url;

    Queue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    void send(UserRecord record) {
        StringWriter message = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), message)) {
            json.writeStartObject();
            json.writeStringProperty("recordId", record.id().toString());
            json.writeStringProperty("timestamp", record.timestamp().toString());
            json.writeStringProperty("user", record.user());
            json.writeEndObject();
        }
        sqs.sendMessage(send -> send.queueUrl(url).messageBody(message.toString()));
    }
}
