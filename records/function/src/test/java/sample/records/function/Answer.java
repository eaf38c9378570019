package sample.records.function;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the gateway reads in the function's output. */
record Answer(int status, String body) {

    static Answer of(String json) {
        JsonNode answer = JsonMapper.shared().readTree(json);
        return new Answer(answer.path("statusCode").asInt(), answer.path("body").asString());
    }
}
