package sample.contract.http;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import sample.contract.InvalidOrderException;
import sample.contract.Order;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Every error leaves as RFC 9457 {@code application/problem+json}, for invalid input with a list of the fields to correct.
 * Nothing of an exception's own message goes out: it may hold SQL, host names or customer data.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    /** One field to correct, spelled as in the JSON. */
    record FieldProblem(String field, String message) {
    }

    private static final Logger log = LoggerFactory.getLogger(Problems.class);
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Comparator<FieldProblem> BY_FIELD =
            Comparator.comparing(FieldProblem::field).thenComparing(FieldProblem::message);

    @ExceptionHandler
    ResponseEntity<Object> handle(InvalidOrderException e, WebRequest request) {
        return invalid(List.of(new FieldProblem(e.field(), e.getMessage())), e, request);
    }

    @ExceptionHandler
    ResponseEntity<Object> handle(Exception e, WebRequest request) {
        log.error("Unexpected failure", e);
        return handleExceptionInternal(e, null, new HttpHeaders(), HttpStatus.INTERNAL_SERVER_ERROR, request);
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (e.getTarget() instanceof Order order) {
            ProblemContext.orderIs(order.orderId());
        }
        return invalid(e.getFieldErrors().stream().map(Problems::fieldProblem).sorted(BY_FIELD).toList(), e, request);
    }

    @Override
    protected ResponseEntity<Object> handleHandlerMethodValidationException(HandlerMethodValidationException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(e.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> fieldProblem(result.getMethodParameter().getParameterName(), error)))
                .toList(), e, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return switch (e.getCause()) {
            case MismatchedInputException mismatch when !mismatch.getPath().isEmpty() ->
                    invalid(List.of(new FieldProblem(path(mismatch), "must be " + wanted(mismatch))), e, request);
            case InputCoercionException number -> outOfRange(number, e, request);
            case StreamConstraintsException tooMuch when tooMuch.getPath().isEmpty() ->
                    unreadable("The body has a number or key that is too long, or is nested too deep", tooMuch, e, request);
            case DatabindException number when !number.getPath().isEmpty() -> outOfRange(number, e, request);
            case JacksonException limit when !limit.getPath().isEmpty() -> outOfRange(limit, e, request);
            case StreamReadException malformed -> unreadable("The body is not JSON", malformed, e, request);
            case null, default -> answer(ProblemType.UNREADABLE_BODY.problem(), e, request);
        };
    }

    /** The body broke off, or was not sent in time: its sender may not read this. */
    @ExceptionHandler
    ResponseEntity<Object> handle(IOException e, WebRequest request) {
        return answer(ProblemType.MALFORMED_REQUEST.problem("The body broke off"), e, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(HttpRequestMethodNotSupportedException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Set<HttpMethod> allowed = new LinkedHashSet<>(headers.getAllow());
        if (allowed.contains(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD);
        }
        allowed.add(HttpMethod.OPTIONS);
        headers.setAllow(allowed);
        return handleExceptionInternal(e, null, headers, status, request);
    }

    /**
     * Writes each problem as {@code application/problem+json}, whatever the header {@code Accept} says: without a body, nobody learns
     * what is wrong. A problem that Spring made gets the type of its status.
     */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(Exception e, Object body, HttpHeaders headers, HttpStatusCode status,
            WebRequest request) {
        ProblemDetail problem = Optional.ofNullable((ProblemDetail) body)
                .or(() -> e instanceof ErrorResponse refusal ? Optional.of(refusal.getBody()) : Optional.empty())
                .filter(given -> ProblemType.of(given.getType()).isPresent())
                .orElseGet(() -> ProblemType.of(status.value()).problem());
        problem.setStatus(status.value());
        HttpHeaders complete = new HttpHeaders(headers);
        complete.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return super.handleExceptionInternal(e, problem, complete, status, request);
    }

    /** A number written right that no Java type holds, such as 1e9999999999. */
    private ResponseEntity<Object> outOfRange(JacksonException number, Exception e, WebRequest request) {
        return invalid(List.of(new FieldProblem(path(number), "is out of range")), e, request);
    }

    private ResponseEntity<Object> unreadable(String what, JacksonException where, Exception e, WebRequest request) {
        TokenStreamLocation location = where.getLocation();
        return answer(ProblemType.UNREADABLE_BODY.problem(location == null ? what
                : "%s: see line %d, column %d".formatted(what, location.getLineNr(), location.getColumnNr())), e, request);
    }

    private ResponseEntity<Object> invalid(Collection<FieldProblem> errors, Exception e, WebRequest request) {
        ProblemDetail problem = ProblemType.INVALID_REQUEST.problem();
        problem.setProperty("errors", errors);
        return answer(problem, e, request);
    }

    private ResponseEntity<Object> answer(ProblemDetail problem, Exception e, WebRequest request) {
        return handleExceptionInternal(e, problem, new HttpHeaders(), HttpStatusCode.valueOf(problem.getStatus()), request);
    }

    private static FieldProblem fieldProblem(FieldError error) {
        return fieldProblem(error.getField(), error);
    }

    private static FieldProblem fieldProblem(String field, MessageSourceResolvable error) {
        return new FieldProblem(HUMP.matcher(field).replaceAll("_").toLowerCase(Locale.ROOT),
                error.getDefaultMessage());
    }

    private static String path(JacksonException unreadable) {
        StringBuilder path = new StringBuilder();
        unreadable.getPath().forEach(step -> path.append(step.getPropertyName() == null
                ? "[" + step.getIndex() + "]"
                : (path.isEmpty() ? "" : ".") + step.getPropertyName()));
        return path.toString();
    }

    private static String wanted(MismatchedInputException mismatch) {
        Class<?> type = Optional.<Class<?>>ofNullable(mismatch.getTargetType()).orElse(Object.class);
        if (type == Integer.class) {
            return "a whole number";
        }
        if (type == BigDecimal.class) {
            return "a number";
        }
        if (type == String.class) {
            return "text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }
}
