package sample.contract.http;

import io.opentelemetry.api.trace.Span;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Completes every problem that Spring writes: the trace, the order's id where one is known, what became of an order that was sent, and
 * {@code Retry-After} (in seconds) where a retry helps. The cause is noted at the request and in the span.
 */
@RestControllerAdvice
public class ProblemContext implements ResponseBodyAdvice<Object> {

    private static final String CAUSE = ProblemContext.class.getName() + ".cause";
    private static final String ORDER_ID = ProblemContext.class.getName() + ".orderId";

    /** Notes the id of the order that the current request is about, so that a problem names it. */
    public static void orderIs(String orderId) {
        Optional.ofNullable(RequestContextHolder.getRequestAttributes())
                .ifPresent(request -> request.setAttribute(ORDER_ID, orderId, RequestAttributes.SCOPE_REQUEST));
    }

    /** The id of the order that the current request is about, for log lines; {@code -} when none is known. */
    public static String orderId() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
                ? orderId(current.getRequest()).orElse("-") : "-";
    }

    /** Why the request was refused, as {@link ProblemType#cause()} names it; empty when no problem was written. */
    public static Optional<String> cause(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(CAUSE));
    }

    static void causeIs(ProblemType type, HttpServletRequest request) {
        request.setAttribute(CAUSE, type.cause());
        Span.current().setAttribute("problem.cause", type.cause());
    }

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public Object beforeBodyWrite(Object body, MethodParameter returnType, MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converter, ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof ProblemDetail problem && request instanceof ServletServerHttpRequest servlet) {
            complete(problem, servlet.getServletRequest(), response.getHeaders());
        }
        return body;
    }

    private static void complete(ProblemDetail problem, HttpServletRequest request, HttpHeaders answer) {
        TraceId.current().ifPresent(id -> problem.setProperty("trace_id", id));
        orderId(request).ifPresent(id -> problem.setProperty("order_id", id));
        ProblemType.of(problem.getType()).ifPresent(type -> {
            // The way to the error page is a GET.
            if (HttpMethod.POST.matches(Objects.toString(request.getAttribute(RequestDispatcher.ERROR_METHOD), request.getMethod()))) {
                problem.setDetail(problem.getDetail() + type.whatBecameOfTheOrder());
            }
            if (type.isTemporary()) {
                answer.set(HttpHeaders.RETRY_AFTER, "1");
            }
            causeIs(type, request);
        });
    }

    private static Optional<String> orderId(HttpServletRequest request) {
        Object noted = request.getAttribute(ORDER_ID);
        if (noted == null && request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> path) {
            noted = path.get("order_id");
        }
        return Optional.ofNullable((String) noted).filter(id -> id.matches(sample.contract.Order.ID));
    }
}
