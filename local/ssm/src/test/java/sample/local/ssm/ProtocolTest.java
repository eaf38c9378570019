package sample.local.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What no client of AWS sends: on the wire, header by header. */
@Timeout(30)
class ProtocolTest {

    private static final String OURS = "Host: 127.0.0.1:4566\r\nContent-Type: application/x-amz-json-1.1\r\n";

    @TempDir
    Path folder;

    private ParameterStore store;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        store = ParameterStore.in(folder.resolve("parameters.json"), Map.of("/a", "1"));
        server = SsmEndpoint.start(0, store);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            127.0.0.1:4566    | application/x-amz-json-1.1                | -                              | 200
            localhost:4566    | application/x-amz-json-1.1; charset=utf-8 | -                              | 200
            [::1]:4566        | application/X-Amz-Json-1.1                | Origin: http://[::1]:4566      | 200
            evil.example:4566 | application/x-amz-json-1.1                | -                              | 403
            127.0.0.1:4566    | application/x-amz-json-1.1                | Origin: http://evil.example    | 403
            127.0.0.1:4566    | application/x-amz-json-1.1                | Origin: http://127.0.0.1:8080  | 403
            127.0.0.1:4566    | application/x-amz-json-1.1                | Sec-Fetch-Site: cross-site     | 403
            127.0.0.1:4566    | text/plain                                | -                              | 415
            127.0.0.1:4566    | application/x-www-form-urlencoded         | -                              | 415
            127.0.0.1:4566    | multipart/form-data; boundary=x           | -                              | 415
            127.0.0.1:4566    | application/json                          | -                              | 415
            127.0.0.1:4566    | -                                         | -                              | 415
            """)
    void onlyTheUsersOwnRequestsInSsmsTypeChangeAnything(String host, String type, String other, int status) throws IOException {
        String answer = send("POST", "Host: " + host + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n")
                + (other == null ? "" : other + "\r\n"), "PutParameter", "{\"Name\": \"/a\", \"Value\": \"2\", \"Overwrite\": true}");

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(store.find(Selector.of("/a")).orElseThrow().value()).isEqualTo(status == 200 ? "2" : "1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GetParameter           | {"Name": "/a", "Version": 1}                     | ValidationException       | Version: this endpoint does not know
            GetParameter           | {"Name": 5}                                      | SerializationException    | Name must be a string
            GetParameter           | {"Name": null}                                   | ValidationException       | Value at 'name'
            GetParameter           | {}                                               | ValidationException       | Value at 'name'
            GetParameter           | {"Name": "/a", "WithDecryption": "yes"}          | SerializationException    | WithDecryption must be true or false
            GetParameter           | {"Name": "/a", "Name": "/b"}                     | SerializationException    | Duplicate
            GetParameter           | []                                               | SerializationException    | JSON object
            GetParameter           | {"Name":                                         | SerializationException    | not valid JSON
            GetParameter           | {"Name": "/a"} {}                                | SerializationException    | not valid JSON
            GetParameter           | {"Name": "/b:1"}                                 | ParameterNotFound         |
            GetParameter           | {"Name": "/a:label"}                             | ParameterVersionNotFound  | version label of /a
            GetParameter           | {"Name": "arn:aws:ssm:us-east-1:111111111111:parameter/a"} | ParameterNotFound |
            GetParameters          | {"Names": []}                                    | ValidationException       | between 1 and 10
            GetParameters          | {"Names": "/a"}                                  | SerializationException    | Names must be a list
            GetParameterHistory    | {"Name": "/a", "MaxResults": 51}                 | ValidationException       | between 1 and 50
            GetParameterHistory    | {"Name": "/a", "MaxResults": 0}                  | ValidationException       | between 1 and 50
            GetParameterHistory    | {"Name": "/a", "MaxResults": 1.5}                | SerializationException    | whole number
            GetParameterHistory    | {"Name": "/a", "NextToken": "x"}                 | InvalidNextToken          |
            GetParameterHistory    | {"Name": "/a:1"}                                 | ParameterNotFound         |
            GetParametersByPath    | {"Path": "a"}                                    | ValidationException       | forward slash
            GetParametersByPath    | {"Path": "/", "MaxResults": 11}                  | ValidationException       | between 1 and 10
            GetParametersByPath    | {"Path": "/", "ParameterFilters": [{"Key": "Tier", "Values": ["Standard"]}]}  | InvalidFilterKey | Tier
            GetParametersByPath    | {"Path": "/", "ParameterFilters": [{"Key": "Label", "Values": ["x"]}]}  | InvalidFilterKey | Label
            GetParametersByPath    | {"Path": "/", "ParameterFilters": [{"Key": "Type", "Option": "Contains", "Values": ["S"]}]}  | InvalidFilterOption | Contains
            GetParametersByPath    | {"Path": "/", "ParameterFilters": [{"Key": "Type", "Values": ["Number"]}]} | InvalidFilterValue | Number
            GetParametersByPath    | {"Path": "/", "ParameterFilters": [{"Key": "Type"}]} | InvalidFilterValue     | Type
            GetParametersByPath    | {"Path": "/", "ParameterFilters": [{"Key": "Type", "Vales": ["String"]}]} | ValidationException | ParameterFilters.Vales
            DescribeParameters     | {"ParameterFilters": [{"Key": "Label", "Values": ["x"]}]} | InvalidFilterKey  | Label
            DescribeParameters     | {"ParameterFilters": [{"Key": "tag:a", "Values": ["x"]}]} | InvalidFilterKey  | tag:a
            DescribeParameters     | {"ParameterFilters": [{"Values": ["x"]}]}        | InvalidFilterKey          |
            DescribeParameters     | {"ParameterFilters": [{"Key": "Name", "Values": []}]} | ValidationException   | between 1 and 50
            DescribeParameters     | {"ParameterFilters": [{"Key": "Name", "Values": ["x"]}, {"Key": "Name", "Values": ["y"]}]} | InvalidFilterKey | duplicated
            DescribeParameters     | {"ParameterFilters": [{"Key": "Path", "Option": "Equals", "Values": ["/"]}]} | InvalidFilterOption | OneLevel, Recursive
            DescribeParameters     | {"ParameterFilters": [{"Key": "Path", "Values": ["a"]}]} | ValidationException | forward slash
            DescribeParameters     | {"Filters": [{"Key": "Tier", "Values": ["x"]}]}  | InvalidFilterKey          | Tier
            DescribeParameters     | {"Filters": [{"Key": "Name", "Option": "Equals", "Values": ["x"]}]}  | ValidationException | Filters.Option
            DescribeParameters     | {"Filters": [{"Key": "Name", "Values": ["x"]}], "ParameterFilters": [{"Key": "Name", "Values": ["x"]}]} | ValidationException | either
            DescribeParameters     | {"Shared": true}                                 | ValidationException       | Shared
            PutParameter           | {"Name": "/b", "Value": "1", "Type": "Number"}   | ValidationException       | [SecureString, String, StringList]
            PutParameter           | {"Name": "/b", "Value": "1"}                     | ValidationException       | type is required
            PutParameter           | {"Name": "/b", "Type": "String"}                 | ValidationException       | Value at 'value'
            PutParameter           | {"Name": "/b", "Type": "String", "Value": ""}    | ValidationException       | greater than or equal to 1
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "1", "KeyId": "alias/mine"} | ValidationException | KeyId is for
            PutParameter           | {"Name": "/b", "Type": "SecureString", "Value": "1", "KeyId": "a b"} | ValidationException | regular expression
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "{{/a}}"} | ValidationException    | can't nest
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "1", "AllowedPattern": "("} | InvalidAllowedPatternException |
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "1", "Tier": "Intelligent-Tiering"} | ValidationException | Tier: this
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "1", "DataType": "aws:ssm:integration"} | ValidationException | DataType: this
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "1", "Tags": []} | ValidationException | Tags: this
            PutParameter           | {"Name": "/b", "Type": "String", "Value": "1", "Policies": "[]"} | ValidationException | Policies: this
            PutParameter           | {"Name": "/a", "Type": "StringList", "Value": "1", "Overwrite": true} | HierarchyTypeMismatchException | /a is a String
            DeleteParameter        | {"Name": "/a:1"}                                 | ParameterNotFound         |
            ListTagsForResource    | {}                                               | UnknownOperationException | DescribeParameters, GetParameter,
            """)
    void whatIsWrongIsRefusedByName(String operation, String request, String code, String message) throws IOException {
        String answer = send("POST", OURS, operation, request);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"__type\":\"" + code + "\"").contains(message == null ? "" : message.replace("\"", "\\\""));
        assertThat(store.all()).singleElement().satisfies(only -> assertThat(only.version()).isOne());
    }

    @Test
    void onlyPostsAreAnswered() throws IOException {
        assertThat(send("GET", OURS, "GetParameter", "{\"Name\": \"/a\"}")).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void aPatternThatTakesTooMuchIsRefused() throws IOException {
        assertThat(send("POST", OURS, "PutParameter", "{\"Name\": \"/b\", \"Type\": \"String\", \"Value\": \"%s\", \"AllowedPattern\": \"^(a|b)*$\"}"
                .formatted("ab".repeat(2000)))).startsWith("HTTP/1.1 400 ").contains("InvalidAllowedPatternException");
    }

    private String send(String method, String headers, String operation, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getAddress().getPort())) {
            socket.getOutputStream().write("%s / HTTP/1.1\r\n%sX-Amz-Target: AmazonSSM.%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(method, headers, operation, body.getBytes(UTF_8).length, body).getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
