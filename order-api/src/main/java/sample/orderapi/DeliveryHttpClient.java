package sample.orderapi;

import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** One HTTP client for the life of the service: connections are kept, counted and timed. */
@Configuration(proxyBeanMethods = false)
class DeliveryHttpClient {

    @Bean
    CloseableHttpClient httpClient(DeliveryProperties delivery) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(delivery.maxConnections())
                        .setMaxConnPerRoute(delivery.maxConnections())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(delivery.connectTimeout()))
                                .setSocketTimeout(Timeout.of(delivery.readTimeout()))
                                // less than delivery-api keeps an idle connection open
                                .setIdleTimeout(Timeout.ofSeconds(50))
                                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(delivery.connectionWait()))
                        .setResponseTimeout(Timeout.of(delivery.readTimeout()))
                        .build())
                .replaceExecInterceptor(ChainElement.RETRY.name(), new OneRetry(delivery.readTimeout()))
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    @Bean
    RestClient deliveryRestClient(RestClient.Builder builder, HttpClient httpClient, DeliveryProperties delivery) {
        return builder.requestFactory(new HttpComponentsClientHttpRequestFactory(httpClient))
                .baseUrl(delivery.url())
                .build();
    }
}
