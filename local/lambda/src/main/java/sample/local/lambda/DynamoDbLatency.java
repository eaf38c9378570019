package sample.local.lambda;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Measures what DynamoDB itself reports on AWS. The SDK finds this class by a file beside it, so that the function need
 * not know of it.
 */
public final class DynamoDbLatency implements ExecutionInterceptor {

    private static final ExecutionAttribute<Long> SENT = new ExecutionAttribute<>("Sent");
    private static final Map<String, String> PUT_ITEM = Map.of("TableName", "UserRecords", "Operation", "PutItem");
    private static final AtomicReference<Metrics> METRICS = new AtomicReference<>();

    static void reportTo(Metrics metrics) {
        METRICS.set(metrics);
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(SENT, System.nanoTime());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (context.request() instanceof PutItemRequest && context.httpResponse().isSuccessful()) {
            double latency = (System.nanoTime() - attributes.getAttribute(SENT)) / 1e6;
            Optional.ofNullable(METRICS.get()).ifPresent(metrics ->
                    metrics.put("AWS/DynamoDB", "SuccessfulRequestLatency", PUT_ITEM, latency));
        }
    }
}
