package sample.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/**
 * Why a request got no answer. Gatling tells a simulation only that it failed and writes the reason to its log, so this
 * listens there. Should a later Gatling write it otherwise, the word is "error", and a test fails.
 */
final class FailureReasons extends AppenderBase<ILoggingEvent> {

    private static final String LOGGER = "io.gatling.http.engine.response.DefaultStatsProcessor";

    private final Map<Long, String> byUser = new ConcurrentHashMap<>();

    /** Begins to listen; what it hears goes nowhere else. */
    void listen() {
        Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
        setContext(logger.getLoggerContext());
        start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(this);
    }

    /** Hears "Request '{}' failed for user {}: {}". */
    @Override
    protected void append(ILoggingEvent event) {
        Object[] values = event.getArgumentArray();
        if (values != null && values.length == 3 && values[1] instanceof Long user) {
            byUser.put(user, String.valueOf(values[2]));
        }
    }

    /** Returns one word for why the request of this virtual user got no answer, and forgets it. */
    String take(long user) {
        String reason = String.valueOf(byUser.remove(user));
        if (reason.contains("ConnectException") || reason.contains("ConnectTimeout")
                || reason.contains("UnknownHost")) {
            return "connect";
        }
        if (reason.contains("timeout")) {
            return "timeout";
        }
        if (reason.contains("PrematureClose") || reason.contains("reset") || reason.contains("Broken pipe")
                || reason.contains("ClosedChannel")) {
            return "reset";
        }
        return "error";
    }
}
