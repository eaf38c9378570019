package sample.records.function;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * Chaos, off unless {@code CHAOS_PARAMETER} names a path in SSM: the parameters {@code slow-percent} and
 * {@code refused-percent} below it say which share of the writes is slow or refused. They are read at most every five
 * seconds, so a change needs no deployment.
 */
final class Chaos {

    /** Over the second at which the alarm on the API's latency fires. */
    static final Duration SLOW = Duration.ofMillis(1500);
    private static final Duration READ_EVERY = Duration.ofSeconds(5);

    private final String path;
    private final SsmClient ssm;
    private final RandomGenerator random;
    private Map<String, Integer> percents = Map.of();
    private Instant read = Instant.MIN;

    Chaos(String path, SsmClient ssm, RandomGenerator random) {
        this.path = path;
        this.ssm = ssm;
        this.random = random;
    }

    /** {@link SecureRandom}, because SnapStart would give every copy the same seed. */
    static Chaos below(String path, SsmClient ssm) {
        return new Chaos(path, ssm, new SecureRandom());
    }

    /** Takes its time or throws, if it is this write's turn. */
    void beforeWrite(LambdaLogger log) {
        Map<String, Integer> now = percents(log);
        if (random.nextInt(100) < now.getOrDefault("refused-percent", 0)) {
            throw new ChaosException();
        }
        if (random.nextInt(100) < now.getOrDefault("slow-percent", 0)) {
            try {
                Thread.sleep(SLOW);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized Map<String, Integer> percents(LambdaLogger log) {
        if (read.plus(READ_EVERY).isBefore(Instant.now())) {
            read = Instant.now();
            try {
                percents = read(log);
            } catch (SdkException e) {
                // Said, not hidden: a missing permission would look like a system that nothing can shake.
                log.log("Chaos stays at %s, because %s could not be read: %s".formatted(percents, path, e));
            }
        }
        return percents;
    }

    private Map<String, Integer> read(LambdaLogger log) {
        Map<String, Integer> found = new HashMap<>();
        for (Parameter parameter : ssm.getParametersByPath(get -> get.path(path)).parameters()) {
            if (parameter.value().matches("[0-9]{1,2}|100")) {
                found.put(parameter.name().substring(path.length() + 1), Integer.parseInt(parameter.value()));
            } else {
                log.log("Chaos ignores %s=%s: give a whole number from 0 to 100".formatted(parameter.name(), parameter.value()));
            }
        }
        return found;
    }
}
