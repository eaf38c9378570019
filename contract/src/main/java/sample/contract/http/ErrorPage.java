package sample.contract.http;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Problems for what is refused before it reaches a controller, in place of the HTML of Tomcat and the JSON of Spring Boot: by a filter
 * or the dispatcher ({@code /error}), or by Tomcat, which finds that the request breaks the rules of HTTP.
 */
@Hidden // no operation: the OpenAPI document would list it with every method
@RestController
class ErrorPage implements ErrorController, WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        // Absent when a client asks for /error itself.
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code && code >= 400 ? code : 404;
        ProblemDetail problem = problem(status);
        problem.setInstance(path(request));
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
    }

    @Override
    public void customize(TomcatServletWebServerFactory tomcat) {
        tomcat.addContextCustomizers(context -> ((StandardHost) context.getParent())
                .setErrorReportValveClass(ProblemValve.class.getName()));
    }

    /** The path that the client asked for. */
    private static URI path(HttpServletRequest request) {
        try {
            return new URI(Objects.toString(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), request.getRequestURI()));
        } catch (URISyntaxException e) {
            return URI.create("/"); // such as //
        }
    }

    private static ProblemDetail problem(int status) {
        ProblemDetail problem = ProblemType.of(status).problem();
        problem.setStatus(status);
        return problem;
    }

    /** Made by Tomcat, by its name. */
    public static final class ProblemValve extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, Throwable failure) {
            if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            ProblemDetail problem = problem(response.getStatus());
            // No field holds a character that JSON escapes.
            String body = "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"%s}".formatted(problem.getType(),
                    problem.getTitle(), problem.getStatus(), problem.getDetail(),
                    TraceId.current().map(",\"trace_id\":\"%s\""::formatted).orElse(""));
            try {
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                response.setCharacterEncoding(StandardCharsets.UTF_8);
                response.getReporter().write(body);
                response.finishResponse();
            } catch (IOException e) {
                // The client is gone.
            }
        }
    }
}
