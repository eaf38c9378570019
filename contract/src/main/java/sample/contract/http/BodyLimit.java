package sample.contract.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** Refuses a request body over 64 KiB with 413, whether or not its length was announced. */
@RestControllerAdvice
class BodyLimit extends RequestBodyAdviceAdapter {

    static final int MOST_BYTES = 64 * 1024;

    @Override
    public boolean supports(MethodParameter parameter, Type type, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public HttpInputMessage beforeBodyRead(HttpInputMessage input, MethodParameter parameter, Type type,
            Class<? extends HttpMessageConverter<?>> converter) throws IOException {
        byte[] body = input.getBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            HttpStatus status = HttpStatus.CONTENT_TOO_LARGE;
            throw new ErrorResponseException(status,
                    ProblemDetail.forStatusAndDetail(status, "The body is over " + MOST_BYTES + " bytes"), null);
        }
        return new Body(new ByteArrayInputStream(body), input.getHeaders());
    }

    private record Body(InputStream body, HttpHeaders headers) implements HttpInputMessage {

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
