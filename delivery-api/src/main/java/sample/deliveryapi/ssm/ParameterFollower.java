package sample.deliveryapi.ssm;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * Reads the followed parameters before the service takes requests, and again every few seconds. SSM may be slow, down
 * or forbidden: the service goes on with the values it has, and the log, {@code /config} and the metrics
 * {@code ssm.reads} and {@code ssm.read.age} say so.
 */
@Component
public class ParameterFollower implements SmartLifecycle {

    /**
     * How reading goes.
     *
     * @param readEvery ISO 8601 duration; {@code PT0S} when the parameters are read only once
     * @param lastRead null until a read succeeds
     * @param error what went wrong in the last read; null if nothing did
     */
    public record State(Duration readEvery, Instant lastRead, String error) {
    }

    private static final Logger log = LoggerFactory.getLogger(ParameterFollower.class);
    /** SSM's own limit for one call. */
    private static final int MAX_NAMES = 10;

    private final SsmClient ssm;
    private final SsmProperties properties;
    private final ApplicationEventPublisher events;
    private final Counter reads;
    private final Counter failedReads;
    private final List<LiveNumber> numbers = new CopyOnWriteArrayList<>();
    private volatile State state;
    /** Null while this does not run: a lifecycle may be stopped and started again. */
    private volatile ScheduledExecutorService timer;

    ParameterFollower(SsmClient ssm, SsmProperties properties, ApplicationEventPublisher events,
            MeterRegistry registry) {
        this.ssm = ssm;
        this.properties = properties;
        this.events = events;
        this.state = new State(properties.readEvery(), null, null);
        this.reads = Counter.builder("ssm.reads").tag("outcome", "success").register(registry);
        this.failedReads = Counter.builder("ssm.reads").tag("outcome", "failure").register(registry);
        Gauge.builder("ssm.read.age", this, ParameterFollower::secondsSinceLastRead).baseUnit("seconds")
                .description("Time since SSM was last read; NaN before the first time").register(registry);
    }

    /** Starts to follow {@code /<environment>/<path>}; to be called before the context starts. */
    public LiveNumber follow(String path, int minimum, int maximum, int defaultValue) {
        LiveNumber number = new LiveNumber("/" + properties.environment() + "/" + path, minimum, maximum, defaultValue);
        numbers.add(number);
        return number;
    }

    /** Every followed number as it stands, by name. */
    public List<LiveNumber.State> numbers() {
        return numbers.stream().map(LiveNumber::state).sorted(Comparator.comparing(LiveNumber.State::name)).toList();
    }

    public State state() {
        return state;
    }

    @Override
    public void start() {
        timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("ssm").factory());
        read();
        long millis = properties.readEvery().toMillis();
        if (millis > 0) {
            timer.scheduleWithFixedDelay(this::read, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void stop() {
        timer.shutdownNow();
        timer = null;
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    /** Before the web server, whose phase is a late one: the first order finds the pool at its size. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void read() {
        try {
            Map<String, String> values = valuesOf(numbers.stream().map(LiveNumber::name).toList());
            numbers.forEach(number -> number.take(Optional.ofNullable(values.get(number.name()))));
            events.publishEvent(new ParametersRead());
            if (state.error() != null) {
                log.info("SSM answers again");
            }
            state = new State(properties.readEvery(), Instant.now(), null);
            reads.increment();
        } catch (Throwable e) { // whatever it is: a timer that lets it out never fires again
            failed(e);
        }
    }

    /** Reads all or fails: what SSM has, by name. A name that it does not mention at all makes the answer a wrong one. */
    private Map<String, String> valuesOf(List<String> names) {
        Map<String, String> values = new HashMap<>();
        for (int from = 0; from < names.size(); from += MAX_NAMES) {
            List<String> some = names.subList(from, Math.min(from + MAX_NAMES, names.size()));
            GetParametersResponse answer = ssm.getParameters(request -> request.names(some));
            Set<String> mentioned = new HashSet<>(answer.invalidParameters());
            for (Parameter parameter : answer.parameters()) {
                if (parameter.name() != null && parameter.value() != null && mentioned.add(parameter.name())) {
                    values.put(parameter.name(), parameter.value());
                }
            }
            if (!mentioned.containsAll(some)) {
                throw new IllegalStateException("its answer leaves out parameters");
            }
        }
        return values;
    }

    private void failed(Throwable e) {
        String error = switch (e) {
            case AwsServiceException refusal -> "SSM refused: " + Optional.ofNullable(refusal.awsErrorDetails())
                    .map(AwsErrorDetails::errorCode).orElse("status " + refusal.statusCode());
            case ApiCallTimeoutException late -> "SSM did not answer within " + properties.timeout().toMillis() + " ms";
            default -> "SSM could not be read: " + e.getClass().getSimpleName();
        };
        if (!error.equals(state.error())) {
            log.warn("{}; the values in force stay: {}", error, e.getMessage());
        }
        state = new State(properties.readEvery(), state.lastRead(), error);
        failedReads.increment();
    }

    private double secondsSinceLastRead() {
        Instant last = state.lastRead();
        return last == null ? Double.NaN : Duration.between(last, Instant.now()).toMillis() / 1000.0;
    }
}
