package sample.records.function;

import java.io.OutputStream;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The answer in the form that the gateway's proxy integration turns into an HTTP response. */
record ProxyAnswer(int status, String body) {

    private static final JsonFactory JSON = new JsonFactory();

    void write(OutputStream output) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), output, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeNumberProperty("statusCode", status);
            json.writeObjectPropertyStart("headers");
            json.writeStringProperty("Content-Type", "text/plain; charset=utf-8");
            json.writeEndObject();
            json.writeStringProperty("body", body);
            json.writeBooleanProperty("isBase64Encoded", false);
            json.writeEndObject();
        }
    }
}
