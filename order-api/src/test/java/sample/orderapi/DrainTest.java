package sample.orderapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a balancer and a client see between the order to stop and the end. */
@Timeout(60)
class DrainTest {

    private String url;

    @Test
    void aServiceThatStopsSaysSoAndStillAnswersAndClosesEachConnection() throws Exception {
        ConfigurableApplicationContext service = new SpringApplicationBuilder(OrderApiApplication.class)
                .run("--server.address=127.0.0.1", "--server.port=0", "--sample.drain-period=5s");
        url = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(get(http, "/api/orders/ready").statusCode()).isEqualTo(200);
            assertThat(connection(get(http, "/api/orders/health"))).isEmpty();

            Thread stop = Thread.ofVirtual().start(service::close);
            await().until(() -> get(http, "/api/orders/ready").statusCode() == 503);

            HttpResponse<Void> answer = get(http, "/api/orders/health");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(connection(answer)).hasValue("close");
            assertThat(connection(get(http, "/nothing"))).hasValue("close");

            stop.join();
            assertThatThrownBy(() -> get(http, "/api/orders/ready")).isInstanceOf(ConnectException.class);
        }
    }

    private static Optional<String> connection(HttpResponse<Void> answer) {
        return answer.headers().firstValue("Connection");
    }

    private HttpResponse<Void> get(HttpClient http, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.discarding());
    }
}
