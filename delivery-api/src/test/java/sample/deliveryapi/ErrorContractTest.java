package sample.deliveryapi;

import org.springframework.boot.test.web.server.LocalServerPort;
import sample.contract.http.ErrorContract;

class ErrorContractTest extends ServiceTest implements ErrorContract {

    @LocalServerPort
    private int port;

    @Override
    public int port() {
        return port;
    }

    @Override
    public String path() {
        return "/api/delivery";
    }

    /** Each valid order among them books the carrier, which takes 50 ms. */
    @Override
    public int requests() {
        return 2000;
    }
}
