package sample.records.function;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The table of records. */
final class Records {

    private final DynamoDbClient dynamoDb;
    private final String table;

    Records(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    /**
     * Stores the record unless it is there, and says whether it was new. It is there when the function is called again
     * for the same request, and when the SDK repeats a write whose answer was lost.
     */
    boolean put(UserRecord record) {
        return put(Map.of("RecordId", text(record.id().toString()), "Timestamp", text(record.timestamp().toString()),
                "User", text(record.user())), "attribute_not_exists(RecordId)");
    }

    /** Goes all the way to the table and back, and stores nothing: its condition is never met. */
    void rehearse() {
        put(Map.of("RecordId", text("rehearsal")), "attribute_exists(RecordId)");
    }

    private boolean put(Map<String, AttributeValue> item, String condition) {
        try {
            dynamoDb.putItem(put -> put.tableName(table).item(item).conditionExpression(condition));
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
