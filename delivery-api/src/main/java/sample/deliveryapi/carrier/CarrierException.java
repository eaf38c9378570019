package sample.deliveryapi.carrier;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The carrier did not take the booking, so the order was not stored. */
public final class CarrierException extends ErrorResponseException {

    public CarrierException() {
        super(HttpStatus.BAD_GATEWAY,
                ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, "The carrier failed; the order was not stored"),
                null);
    }
}
