package sample.deliveryapi.carrier;

import sample.contract.Order;

/** The external shipping company. */
public interface Carrier {

    /**
     * Books the transport of an order and returns when that is done. A repeated order may come here again: booking the
     * same {@code order_id} twice gives the same booking.
     *
     * @throws CarrierException when the carrier does not take the booking
     */
    void book(Order order);
}
