package sample.deliveryapi;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole service on a real database, with an SSM that the test holds in its hand. All tests that extend this share
 * one running service.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
        "server.address=127.0.0.1", "ssm.read-every=50ms", "carrier.latency=50ms",
        "spring.datasource.hikari.connection-timeout=1000"})
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

    @BeforeEach
    void ssmIsWell() {
        SSM.beSilent(false);
        SSM.refuse(null);
        SSM.put(POOL_SIZE, "10");
        SSM.put(MAX_OVERFLOW, "20");
    }
}
