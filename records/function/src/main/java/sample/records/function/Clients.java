package sample.records.function;

import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The AWS clients. Region, credentials and HTTP client are named, because looking for them along the SDK's chains costs
 * time at each cold start. Other addresses than AWS's come from {@code AWS_ENDPOINT_URL_DYNAMODB} and so on, which the
 * SDK reads itself.
 */
final class Clients {

    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    /** Less than the function's own timeout, so that a table that does not answer is an exception in the log. */
    private static final Duration CALL = Duration.ofSeconds(8);

    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    /** Lambda hands them over in variables, or, with SnapStart, at an address: a snapshot must not hold any. */
    private final AwsCredentialsProvider credentials = AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(), ContainerCredentialsProvider.create());
    private final Region region;

    Clients(Map<String, String> env) {
        region = Region.of(env.getOrDefault("AWS_REGION", "us-east-1"));
    }

    DynamoDbClient dynamoDb() {
        return with(DynamoDbClient.builder()).build();
    }

    SqsClient sqs() {
        return with(SqsClient.builder()).build();
    }

    SsmClient ssm() {
        return with(SsmClient.builder()).build();
    }

    private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B with(B builder) {
        return builder.region(region).credentialsProvider(credentials).httpClient(http)
                .overrideConfiguration(timing -> timing.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
    }
}
