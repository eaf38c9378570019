package sample.records.function;

import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Events as API Gateway makes them for a REST API with proxy integration. */
final class Events {

    private Events() {
    }

    static String post(String requestId, String body) {
        return """
                {"resource": "/record", "path": "/record", "httpMethod": "POST",
                 "headers": {"Content-Type": "application/json", "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678"},
                 "multiValueHeaders": {"Content-Type": ["application/json"]},
                 "queryStringParameters": {"body": "not this one"}, "pathParameters": null, "stageVariables": null,
                 "requestContext": {"resourceId": "abc123", "accountId": "000000000000", "stage": "prod",
                   "identity": {"sourceIp": "127.0.0.1", "userAgent": "curl", "requestId": "not this one"},
                   "requestId": "%s", "httpMethod": "POST", "apiId": "local"},
                 "body": %s, "isBase64Encoded": false}"""
                .formatted(requestId, Optional.ofNullable(body).map(JsonMapper.shared()::writeValueAsString).orElse("null"));
    }
}
