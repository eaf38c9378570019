package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import sample.local.ssm.ParameterStore;
import sample.local.ssm.SsmEndpoint;

/**
 * The records lab's stack: the front end, the gateway with the function behind it, the table, SSM for chaos, and the queue
 * when a port is given for it.
 */
final class RecordsStack implements StackDefinition {

    private final StackPaths home;
    private final int webPort;
    private final int apiPort;
    private final int dynamoDbPort;
    private final int ssmPort;
    private final OptionalInt sqsPort;
    private final Zipkin zipkin;

    RecordsStack(StackPaths home, Map<String, String> env) {
        this.home = home;
        webPort = Ports.read(env, "RECORDS_WEB_PORT", 8090);
        apiPort = Ports.read(env, "RECORDS_API_PORT", 8091);
        dynamoDbPort = Ports.read(env, "RECORDS_DYNAMODB_PORT", 8092);
        ssmPort = Ports.read(env, "RECORDS_SSM_PORT", 8093);
        sqsPort = env.containsKey("RECORDS_SQS_PORT") ? OptionalInt.of(Ports.read(env, "RECORDS_SQS_PORT", 8094)) : OptionalInt.empty();
        zipkin = new Zipkin(home, Ports.read(env, "ZIPKIN_PORT", 9411));
    }

    @Override
    public String script() {
        return "scripts/records/local-up.sh";
    }

    @Override
    public List<Path> files() {
        return List.of(home.jar("records/web"), home.jar("local/lambda"), home.jar("local/dynamodb"), home.jar("local/sqs"),
                template(), zipkin.jar(), AgentJvm.agent(home));
    }

    @Override
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("RECORDS_WEB_PORT", webPort);
        ports.put("RECORDS_API_PORT", apiPort);
        ports.put("RECORDS_DYNAMODB_PORT", dynamoDbPort);
        ports.put("RECORDS_SSM_PORT", ssmPort);
        sqsPort.ifPresent(port -> ports.put("RECORDS_SQS_PORT", port));
        return ports;
    }

    @Override
    public Zipkin zipkin() {
        return zipkin;
    }

    @Override
    public void start(Stack stack) throws IOException, InterruptedException {
        SsmEndpoint.start(ssmPort, ParameterStore.in(home.state().resolve("ssm-parameters.json"), Map.of()));
        stack.step("SSM endpoint", "listens on " + url(ssmPort));

        ManagedProcess dynamoDb = stack.start(dynamoDb());
        stack.startZipkin();
        ManagedProcess sqs = sqsPort.isPresent() ? stack.start(sqs(sqsPort.getAsInt())) : null;
        ManagedProcess api = stack.start(api());
        ManagedProcess web = stack.start(web());

        stack.ready(dynamoDb, () -> Stack.accepts(dynamoDbPort), url(dynamoDbPort));
        stack.zipkinReady();
        if (sqs != null) {
            stack.ready(sqs, queue() + "?Action=GetQueueAttributes", queue());
        }
        stack.ready(api, url(apiPort) + "/alarms", url(apiPort));
        stack.ready(web, url(webPort) + "/health", url(webPort));
    }

    private Program dynamoDb() {
        return new Program("dynamodb", AgentJvm.command("-Xmx128m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-jar",
                home.jar("local/dynamodb").toString(), String.valueOf(dynamoDbPort)), Map.of());
    }

    private Program sqs(int port) {
        return new Program("sqs", AgentJvm.command("-Xmx128m", "-XX:+UseSerialGC", "-jar", home.jar("local/sqs").toString(),
                String.valueOf(port)), Map.of());
    }

    private String queue() {
        return url(sqsPort.getAsInt()) + "/000000000000/records";
    }

    private Program api() {
        Map<String, String> env = new HashMap<>();
        env.put("AWS_REGION", "us-east-1");
        env.put("AWS_ACCESS_KEY_ID", "local");
        env.put("AWS_SECRET_ACCESS_KEY", "local");
        env.put("AWS_ENDPOINT_URL_DYNAMODB", url(dynamoDbPort));
        env.put("AWS_ENDPOINT_URL_SSM", url(ssmPort));
        // The agent's own span for a Lambda function begins a new trace unless Lambda hands it one, through a variable that
        // the requests of one process would share. So it is switched off, and the handler gets a span as any method can.
        env.put("OTEL_INSTRUMENTATION_AWS_LAMBDA_ENABLED", "false");
        env.put("OTEL_INSTRUMENTATION_METHODS_INCLUDE", "sample.records.function.SaveUserRecord[handleRequest]");
        if (sqsPort.isPresent()) {
            env.put("QUEUE_URL", queue());
            env.put("AWS_ENDPOINT_URL_SQS", url(sqsPort.getAsInt()));
        }
        return new AgentJvm(home, zipkin).service("records-api", home.jar("local/lambda"), env, String.valueOf(apiPort), template().toString());
    }

    private Program web() {
        return new AgentJvm(home, zipkin).service("records-web", home.jar("records/web"), Map.of(
                "SERVER_ADDRESS", "127.0.0.1", "PORT", String.valueOf(webPort), "BACKEND_API_URL", url(apiPort) + "/prod"));
    }

    private Path template() {
        return home.root().resolve("records/template.yaml");
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public String whereToLook() {
        return """
                Store a record:
                  curl -s %1$s
                Look:
                  the page       %1$s
                  the records    aws dynamodb scan --endpoint-url %3$s --table-name UserRecords
                  the traces     %4$s
                  the metrics    curl -s %2$s/metrics
                  the alarms     curl -s %2$s/alarms%5$s
                Break it, and see which alarms fire:
                  scripts/records/3-simulate-failure.sh --local
                  scripts/records/4-restore.sh --local
                The aws command needs, once:
                  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                Stop:
                  scripts/records/local-down.sh
                """.formatted(url(webPort) + "/", url(apiPort), url(dynamoDbPort), zipkin.url(), sqsPort.isEmpty() ? ""
                : "\n  the queue      aws sqs receive-message --endpoint-url %s --queue-url %s".formatted(url(sqsPort.getAsInt()), queue()));
    }
}
