package sample.deliveryapi;

import java.util.Set;
import org.springframework.boot.test.web.server.LocalServerPort;
import sample.contract.http.OpenApiContract;

/** The running service on a real database, which has to give back each text as it was sent. */
class OpenApiTest extends ServiceTest implements OpenApiContract {

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

    @Override
    public Set<String> statusesOfAnOrder() {
        return Set.of("200", "400", "403", "406", "408", "409", "413", "415", "500", "502", "503");
    }

    /** Each one that is taken books the carrier, which takes 50 ms. */
    @Override
    public int orders() {
        return 300;
    }
}
