package sample.deliveryapi;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on a real database, with an SSM that the test holds in its hand. All tests that extend this share
 * one running service.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "server.address=127.0.0.1", "ssm.read-every=50ms", "carrier.latency=50ms",
        "spring.datasource.hikari.connection-timeout=1000",
        "spring.datasource.hikari.leak-detection-threshold=2000"})
public abstract class ServiceTest {

    protected static final String POOL_SIZE = "/java-sample-app/mysql/pool-size";
    protected static final String MAX_OVERFLOW = "/java-sample-app/mysql/max-overflow";
    protected static final SsmStub SSM = SsmStub.start();

    @DynamicPropertySource
    static void describe(DynamicPropertyRegistry properties) {
        TestDatabase.shared().describeTo(properties);
        System.setProperty("aws.endpointUrl", SSM.url());
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    protected Client service;

    @BeforeEach
    void allIsWell() {
        service = new Client(port, json);
        SSM.beSilent(false);
        SSM.refuse(null);
        SSM.deleteAll();
        SSM.put(POOL_SIZE, "10");
        SSM.put(MAX_OVERFLOW, "20");
        service.awaitPool("maximum", 30);
        service.awaitPool("active", 0);
    }
}
