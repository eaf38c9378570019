package sample.local.sqs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ with the lab's queue in it, kept in memory, on the loopback address. */
final class Sqs {

    private static final String QUEUE = "records";

    private Sqs() {
    }

    /** Runs until it is stopped, on the port given as the one argument. */
    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        SQSRestServerBuilder.withPort(port).withInterface("127.0.0.1").start().waitUntilStarted();
        URI create = URI.create("http://127.0.0.1:" + port + "/?Action=CreateQueue&QueueName=" + QUEUE);
        HttpResponse<String> created = HttpClient.newHttpClient().send(HttpRequest.newBuilder(create).build(), BodyHandlers.ofString());
        if (created.statusCode() != 200) {
            throw new IllegalStateException("The queue was not made: " + created.body());
        }
    }
}
