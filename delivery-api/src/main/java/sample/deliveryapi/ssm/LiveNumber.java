package sample.deliveryapi.ssm;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole number that follows an SSM parameter. A value out of range is refused and the one before it stays; while the
 * parameter does not exist, or SSM was never reached, the default serves.
 */
public final class LiveNumber {

    /** Where the value in force comes from. */
    public enum Source {
        SSM, DEFAULT;

        @JsonValue
        String lowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A value that SSM holds and that is not used.
     *
     * @param at when it was first read
     */
    public record Refused(String value, String reason, Instant at) {
    }

    /**
     * What {@code /config} shows of the parameter.
     *
     * @param value the number in force
     * @param refused null unless SSM holds something else than the number in force
     */
    @Schema(name = "Parameter") // in the OpenAPI document
    public record State(String name, int value, Source source, Refused refused) {
    }

    private static final Logger log = LoggerFactory.getLogger(LiveNumber.class);
    private static final int MAX_SHOWN = 100;

    private final int minimum;
    private final int maximum;
    private final int defaultValue;
    private volatile State state;

    LiveNumber(String name, int minimum, int maximum, int defaultValue) {
        this.minimum = minimum;
        this.maximum = maximum;
        this.defaultValue = defaultValue;
        this.state = new State(name, defaultValue, Source.DEFAULT, null);
    }

    public int value() {
        return state.value();
    }

    public State state() {
        return state;
    }

    String name() {
        return state.name();
    }

    /** Takes what SSM holds; empty when it has no such parameter. */
    void take(Optional<String> text) {
        State before = state;
        State after = text.map(this::read).orElseGet(() -> new State(name(), defaultValue, Source.DEFAULT, null));
        state = after;
        if (after.refused() != null) {
            if (!after.equals(before)) {
                log.warn("{} refused: it {}; {} stays", name(), after.refused().reason(), after.value());
            }
        } else if (after.value() != before.value() || after.source() != before.source()) {
            log.info("{} is now {} (from {}), was {}", name(), after.value(), after.source().lowerCase(), before.value());
        }
    }

    private State read(String text) {
        return parse(text).map(value -> new State(name(), value, Source.SSM, null)).orElseGet(() -> refuse(text));
    }

    private Optional<Integer> parse(String text) {
        if (!text.strip().matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(text.strip())).filter(value -> value >= minimum && value <= maximum);
    }

    private State refuse(String text) {
        State before = state;
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
        if (before.refused() != null && before.refused().value().equals(shown)) {
            return before;
        }
        String reason = "must be a whole number from %d to %d".formatted(minimum, maximum);
        return new State(before.name(), before.value(), before.source(), new Refused(shown, reason, Instant.now()));
    }
}
