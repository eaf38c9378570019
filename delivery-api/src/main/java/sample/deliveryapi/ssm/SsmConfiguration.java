package sample.deliveryapi.ssm;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ssm.SsmClient;

@Configuration(proxyBeanMethods = false)
class SsmConfiguration {

    /** Credentials and, for a stand-in, the endpoint ({@code AWS_ENDPOINT_URL}) come from the SDK's own chain. */
    @Bean
    SsmClient ssmClient(SsmProperties ssm) {
        return SsmClient.builder()
                .region(Region.of(ssm.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                // The next read is the retry.
                .overrideConfiguration(call -> call
                        .apiCallTimeout(ssm.timeout())
                        .retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }
}
