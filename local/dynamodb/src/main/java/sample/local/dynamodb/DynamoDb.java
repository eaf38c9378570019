package sample.local.dynamodb;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import com.amazonaws.services.dynamodbv2.model.AttributeDefinition;
import com.amazonaws.services.dynamodbv2.model.BillingMode;
import com.amazonaws.services.dynamodbv2.model.CreateTableRequest;
import com.amazonaws.services.dynamodbv2.model.KeySchemaElement;
import com.amazonaws.services.dynamodbv2.model.KeyType;
import com.amazonaws.services.dynamodbv2.model.ScalarAttributeType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;

/**
 * DynamoDB Local with the lab's table in it, kept in memory. Its own command line would listen on every address and
 * report to its makers, so its parts are put together here: on the loopback address, and quiet.
 */
public final class DynamoDb {

    public static final String TABLE = "UserRecords";

    private final Server server;

    private DynamoDb(Server server) {
        this.server = server;
    }

    /** Runs until it is stopped, on the port given as the one argument. */
    public static void main(String[] args) throws Exception {
        start(Integer.parseInt(args[0])).server.join();
    }

    /** Listens on {@code port}, 0 for any. */
    public static DynamoDb start(int port) throws Exception {
        // Shared: one set of tables, whatever region and credentials the caller names.
        LocalDynamoDBRequestHandler tables = new LocalDynamoDBRequestHandler(0, true, null, true, false);
        tables.createTable("local", "us-east-1", new CreateTableRequest()
                .withTableName(TABLE)
                .withBillingMode(BillingMode.PAY_PER_REQUEST)
                .withAttributeDefinitions(new AttributeDefinition("RecordId", ScalarAttributeType.S))
                .withKeySchema(new KeySchemaElement("RecordId", KeyType.HASH)));
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        server.setHandler(new ContextHandler(new LocalDynamoDBServerHandler(tables, null), "/"));
        server.start();
        return new DynamoDb(server);
    }

    public URI uri() {
        return server.getURI();
    }

    public void stop() throws Exception {
        server.stop();
    }
}
