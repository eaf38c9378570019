package sample.local.signals.controls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;

/** The parameters of the environment in SSM. */
final class Parameters implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration NEW = Duration.ofSeconds(2);

    private final SsmClient ssm;
    private final String prefix;
    private final Clock clock;
    private volatile Optional<Map<String, String>> seen = Optional.empty();
    private volatile Instant asked = Instant.EPOCH;

    Parameters(ControlSettings settings, Clock clock) {
        this.ssm = SsmClient.builder()
                .endpointOverride(settings.aws())
                .region(Region.of(Optional.ofNullable(System.getenv("AWS_REGION")).orElse("us-east-1")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(call -> call.apiCallTimeout(TIMEOUT).retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
        this.prefix = "/" + settings.environmentName() + "/";
        this.clock = clock;
    }

    /** All of them as they were at most two seconds and one call ago, or nothing when SSM does not answer. Never waits. */
    Optional<Map<String, String>> seen() {
        if (Duration.between(asked, clock.instant()).compareTo(NEW) > 0) {
            asked = clock.instant();
            Thread.ofVirtual().start(this::look);
        }
        return seen;
    }

    private void look() {
        try {
            seen = Optional.of(ssm.getParametersByPathPaginator(path -> path.path(prefix).recursive(true)).stream()
                    .flatMap(page -> page.parameters().stream())
                    .collect(Collectors.toMap(it -> it.name().substring(prefix.length()), Parameter::value)));
        } catch (SdkException e) {
            seen = Optional.empty();
        }
    }

    /** @throws ControlException when SSM does not do it */
    void put(Map<String, String> values) {
        call(() -> values.forEach((name, value) -> ssm.putParameter(put -> put.name(prefix + name).value(value).type("String")
                .overwrite(true))));
    }

    /** Those that are not there are no failure. */
    void delete(List<String> names) {
        call(() -> ssm.deleteParameters(delete -> delete.names(names.stream().map(prefix::concat).toList())));
    }

    private void call(Runnable call) {
        try {
            call.run();
        } catch (SdkException e) {
            throw new ControlException(502, "SSM did not do it: " + e.getMessage());
        }
        look();
    }

    @Override
    public void close() {
        ssm.close();
    }
}
