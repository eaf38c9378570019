package sample.local.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records lab's stack: the front end, the gateway with the function behind it, the table, SSM for chaos, and the queue
 * when a port is given for it.
 */
final class RecordsStack implements StackDefinition {

    private final StackPaths paths;
    private final Environment environment;
    private final int webPort;
    private final int apiPort;
    private final int dynamoDbPort;
    private final int ssmPort;
    private final Optional<Integer> sqsPort;
    private final int signalsPort;
    private final int otlpPort;
    private final int zipkinPort;

    RecordsStack(StackPaths paths, Environment environment) {
        this.paths = paths;
        this.environment = environment;
        webPort = environment.port("RECORDS_WEB_PORT", 8090);
        apiPort = environment.port("RECORDS_API_PORT", 8091);
        dynamoDbPort = environment.port("RECORDS_DYNAMODB_PORT", 8092);
        ssmPort = environment.port("RECORDS_SSM_PORT", 8093);
        sqsPort = environment.text("RECORDS_SQS_PORT").map(set -> environment.port("RECORDS_SQS_PORT", 8094));
        signalsPort = environment.port("RECORDS_SIGNALS_PORT", 8095);
        otlpPort = environment.port("RECORDS_OTLP_PORT", 8096);
        zipkinPort = environment.port("ZIPKIN_PORT", 9411);
    }

    @Override
    public String script() {
        return "scripts/records/local-up.sh";
    }

    @Override
    public List<Path> files() {
        return List.of(paths.jar("records/web"), paths.jar("local/lambda"), dynamoDbJar(), paths.jar("local/sqs"), paths.jar("local/ssm"),
                Signals.jar(paths), template(), paths.download("zipkin"), AgentJvm.agent(paths));
    }

    @Override
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("RECORDS_WEB_PORT", webPort);
        ports.put("RECORDS_API_PORT", apiPort);
        ports.put("RECORDS_DYNAMODB_PORT", dynamoDbPort);
        ports.put("RECORDS_SSM_PORT", ssmPort);
        sqsPort.ifPresent(port -> ports.put("RECORDS_SQS_PORT", port));
        ports.put("RECORDS_SIGNALS_PORT", signalsPort);
        ports.put("RECORDS_OTLP_PORT", otlpPort);
        return ports;
    }

    @Override
    public int zipkinPort() {
        return zipkinPort;
    }

    @Override
    public Map<String, String> otherSettings() {
        Map<String, String> other = new LinkedHashMap<>();
        for (String name : List.of("CHAOS_PARAMETER", "CUSTOM_METRICS")) {
            environment.text(name).ifPresent(value -> other.put(name, value));
        }
        AgentJvm.ownCollector(environment).ifPresent(url -> other.put("OTEL_EXPORTER_OTLP_ENDPOINT", url));
        return other;
    }

    @Override
    public List<Program> prepare(Jvm jvm) throws IOException, InterruptedException {
        AgentJvm agentJvm = new AgentJvm(paths, environment, jvm, otlpPort);
        List<Program> programs = new ArrayList<>(List.of(signals().program(jvm)));
        programs.add(SsmEndpoint.program(paths, jvm, ssmPort, Map.of()));
        programs.add(new Program("dynamodb", jvm.command("dynamodb", dynamoDbJar(), List.of("-Xmx128m", "--enable-native-access=ALL-UNNAMED"),
                String.valueOf(dynamoDbPort)), jvm.environment(), () -> Probe.accepts(dynamoDbPort), url(dynamoDbPort)));
        if (sqsPort.isPresent()) {
            programs.add(new Program("sqs", jvm.command("sqs", paths.jar("local/sqs"), List.of("-Xmx128m"), sqsPort.get().toString()),
                    jvm.environment(), () -> Probe.status(queue() + "?Action=GetQueueAttributes") == 200, queue()));
        }
        programs.add(api(agentJvm));
        programs.add(web(agentJvm));
        return programs;
    }

    /** On a laptop nobody shares the names, so they go without the prefix. */
    private Signals signals() {
        return new Signals(paths, signalsPort, otlpPort, template(), "records-lab", Zipkin.url(zipkinPort), Map.of("Prefix", ""),
                Map.of(), AgentJvm.ownCollector(environment));
    }

    /** Each part answers. A record to try it with would be the user's first one, and nobody's. */
    @Override
    public boolean isUsable() {
        return true;
    }

    private Program api(AgentJvm agentJvm) throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(Aws.OWN_CREDENTIALS);
        variables.put("AWS_ENDPOINT_URL_DYNAMODB", url(dynamoDbPort));
        variables.put("AWS_ENDPOINT_URL_SSM", url(ssmPort));
        // The agent's own span for a Lambda function begins a new trace unless Lambda hands it one, through a variable that
        // the requests of one process would share. So it is switched off, and the handler gets a span as any method can.
        variables.put("OTEL_INSTRUMENTATION_AWS_LAMBDA_ENABLED", "false");
        variables.put("OTEL_INSTRUMENTATION_METHODS_INCLUDE", "sample.records.function.SaveUserRecord[handleRequest]");
        sqsPort.ifPresent(port -> {
            variables.put("QUEUE_URL", queue());
            variables.put("AWS_ENDPOINT_URL_SQS", url(port));
        });
        return agentJvm.service("records-api", paths.jar("local/lambda"), variables, List.of(String.valueOf(apiPort), Signals.url(signalsPort)),
                () -> Probe.status(url(apiPort)) != 0, url(apiPort));
    }

    private Program web(AgentJvm agentJvm) throws IOException, InterruptedException {
        return agentJvm.springService("records-web", paths.jar("records/web"), Map.of("SERVER_ADDRESS", "127.0.0.1", "PORT", String.valueOf(webPort),
                "BACKEND_API_URL", url(apiPort) + "/prod"), () -> Probe.status(url(webPort) + "/health") == 200, url(webPort));
    }

    private String queue() {
        return url(sqsPort.orElseThrow()) + "/000000000000/records";
    }

    private Path dynamoDbJar() {
        return paths.root().resolve("local/dynamodb/target/local-dynamodb-exec.jar");
    }

    private Path template() {
        return paths.root().resolve("records/template.yaml");
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public String whereToLook() {
        return """
                The page, with everything on it:
                  %6$s
                Store a record:
                  curl -s %1$s
                Look:
                  the front end  %1$s
                  the records    aws dynamodb scan --endpoint-url %3$s --table-name UserRecords
                  the traces     %4$s (some seconds later)
                  the metrics    aws cloudwatch list-metrics --endpoint-url %2$s
                  the alarms     aws cloudwatch describe-alarms --endpoint-url %2$s%5$s
                Break it, and see which alarms fire:
                  scripts/records/3-simulate-failure.sh --local
                  scripts/records/4-restore.sh --local
                The aws command needs, once:
                  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                Stop:
                  scripts/records/local-down.sh
                """.formatted(url(webPort) + "/", url(signalsPort), url(dynamoDbPort), Zipkin.url(zipkinPort), sqsPort.isEmpty() ? ""
                : "\n  the queue      aws sqs receive-message --endpoint-url %s --queue-url %s".formatted(url(sqsPort.get()), queue()), signals().whatIsThere());
    }
}
