package sample.contract.http;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import sample.contract.InvalidOrderException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Every error leaves as RFC 9457 {@code application/problem+json}, for invalid input with a list of the fields to mend.
 * Nothing of an exception's own message goes out: it may hold SQL, host names or customer data.
 */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    /** One field to mend, spelled as in the JSON. */
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
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "The service failed; its log has the cause", e, request);
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
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
            case DatabindException number when !number.getPath().isEmpty() -> outOfRange(number, e, request);
            case StreamReadException malformed -> answer(HttpStatus.BAD_REQUEST,
                    "The body is not JSON: see line %d, column %d".formatted(
                            malformed.getLocation().getLineNr(), malformed.getLocation().getColumnNr()), e, request);
            case null, default -> answer(HttpStatus.BAD_REQUEST, "The body must be a JSON object", e, request);
        };
    }

    /** A number written right that no Java type holds, such as 1e9999999999. */
    private ResponseEntity<Object> outOfRange(JacksonException number, Exception e, WebRequest request) {
        return invalid(List.of(new FieldProblem(path(number), "is out of range")), e, request);
    }

    private ResponseEntity<Object> invalid(Collection<FieldProblem> errors, Exception e, WebRequest request) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
                "The request is invalid: see errors");
        problem.setProperty("errors", errors);
        return handleExceptionInternal(e, problem, new HttpHeaders(), HttpStatus.BAD_REQUEST, request);
    }

    private ResponseEntity<Object> answer(HttpStatus status, String detail, Exception e, WebRequest request) {
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), new HttpHeaders(), status,
                request);
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
