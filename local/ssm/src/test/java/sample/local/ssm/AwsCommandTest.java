package sample.local.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users type, with the real {@code aws} command, where it is installed. */
class AwsCommandTest {

    @TempDir
    Path folder;

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(path -> Files.isExecutable(Path.of(path, "aws"))),
                "the aws command is not installed");
        server = SsmEndpoint.start(0, ParameterStore.in(folder.resolve("parameters.json"), Map.of("/env/mysql/pool-size", "10")));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** One call a line, and what it prints: a text that is equal, or after ~ one that is contained. The calls build on each other. */
    @Test
    void theCallsOfUsersAnswerAsInAnAccount() throws Exception {
        assertCalls("""
                put-parameter --name /env/mysql/pool-size --value 1 --overwrite --query Version                | 2
                get-parameter --name /env/mysql/pool-size --query Parameter.Value                              | 1
                get-parameter --name /env/mysql/pool-size:1 --query Parameter.Value                            | 10
                get-parameter --name /env/mysql/pool-size:7                                                    | ~(ParameterVersionNotFound)
                get-parameter-history --name /env/mysql/pool-size --query Parameters[].[Version,Type,Value,LastModifiedUser] \
                    | 1 String 10 arn:aws:iam::000000000000:user/local-up 2 String 1 arn:aws:iam::000000000000:user/local
                get-parameter-history --name /env/mysql/pool-size --max-results 1 --query Parameters[].Version | 1
                get-parameter-history --name /env/none                                                         | ~(ParameterNotFound)
                put-parameter --name /env/secret --type SecureString --value hunter2 --description why --query Version | 1
                put-parameter --name /env/secret --value hunter3 --overwrite --query Version                   | 2
                get-parameter --name /env/secret --query starts_with(Parameter.Value,'AQICAH')                 | True
                get-parameter --name /env/secret --with-decryption --query Parameter.Value                     | hunter3
                get-parameter-history --name /env/secret --with-decryption --query Parameters[].Value          | hunter2 hunter3
                put-parameter --name /env/secret --type String --value plain --overwrite                       | ~(HierarchyTypeMismatchException)
                put-parameter --name /env/mysql/pool-size --type SecureString --value 1 --overwrite            | ~(HierarchyTypeMismatchException)
                put-parameter --name rootless --type StringList --value a,b --query Tier                       | Standard
                get-parameters-by-path --path / --query Parameters[].Name                                      | rootless
                get-parameters-by-path --path / --recursive --query Parameters[].Name                          | /env/mysql/pool-size /env/secret rootless
                get-parameters-by-path --path /env --recursive --parameter-filters Key=Type,Values=SecureString --query Parameters[].Name | /env/secret
                get-parameters-by-path --path /env --parameter-filters Key=Name,Values=a                       | ~(InvalidFilterKey)
                get-parameters --names /env/secret rootless:1 rootless:9 nope --query [Parameters[].Name,InvalidParameters] | /env/secret rootless nope rootless:9
                describe-parameters --query Parameters[].[Name,Type,Version,Description]  | /env/mysql/pool-size String 2 None /env/secret SecureString 2 why rootless StringList 1 None
                describe-parameters --parameter-filters Key=Path,Option=Recursive,Values=/env Key=Type,Values=String --query Parameters[].Name | /env/mysql/pool-size
                describe-parameters --filters Key=Name,Values=rootless --query Parameters[].Name               | rootless
                describe-parameters --parameter-filters Key=Name,Option=EndsWith,Values=x                      | ~(InvalidFilterOption)
                put-parameter --name /env/t --type String --value 1 --tags Key=a,Value=b                       | ~Tags: this endpoint does not support it
                put-parameter --name /env/t --type String --value 1 --tier Advanced                            | ~Tier: this endpoint does not support "Advanced"
                put-parameter --name /env/t --type String --value 1 --policies []                              | ~Policies: this endpoint does not support it
                put-parameter --name /env/t --type String --value 1 --data-type aws:ec2:image                  | ~DataType: this endpoint does not support
                label-parameter-version --name rootless --labels x                                             | ~does not do LabelParameterVersion. It does DeleteParameter,
                delete-parameters --names rootless nope --query [DeletedParameters,InvalidParameters]          | rootless nope
                delete-parameter --name /env/secret                                                            |
                """);
    }

    @Test
    void anotherServiceIsRefusedByName() throws Exception {
        assertThat(aws("dynamodb list-tables")).contains("This endpoint is SSM's", "DynamoDB_20120810.ListTables", "DescribeParameters");
    }

    private void assertCalls(String table) throws Exception {
        SoftAssertions all = new SoftAssertions();
        for (String line : table.lines().toList()) {
            String[] call = line.split("\\|", 2);
            String expected = call[1].strip();
            String printed = aws("ssm " + call[0].strip());
            if (expected.startsWith("~")) {
                all.assertThat(printed).as(call[0]).contains(expected.substring(1));
            } else {
                all.assertThat(printed).as(call[0]).isEqualTo(expected);
            }
        }
        all.assertAll();
    }

    /** What the command prints, output and errors, with single blanks. */
    private String aws(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("aws"));
        command.addAll(List.of(arguments.split("\\s+")));
        command.addAll(List.of("--output", "text", "--endpoint-url", "http://127.0.0.1:" + server.getAddress().getPort()));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        process.environment().putAll(Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_DEFAULT_REGION", "us-east-1", "AWS_CONFIG_FILE", "/dev/null", "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
                "NO_PROXY", "127.0.0.1"));
        Process running = process.start();
        String printed = new String(running.getInputStream().readAllBytes(), UTF_8);
        running.waitFor();
        return printed.strip().replaceAll("\\s+", " ");
    }
}
