package sample.deliveryapi.carrier;

import sample.contract.http.ProblemException;
import sample.contract.http.ProblemType;

/** The carrier did not take the booking, so the order was not stored. */
public final class CarrierException extends ProblemException {

    public CarrierException() {
        super(ProblemType.CARRIER_FAILED);
    }
}
