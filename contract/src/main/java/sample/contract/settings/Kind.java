package sample.contract.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.springframework.boot.convert.DurationStyle;

/** What a variable holds. Each constant reads the text that the user wrote, or says what it has to be. */
enum Kind {

    /** Taken as it is. */
    TEXT("", text -> text),
    /** Taken as it is, and never shown. */
    SECRET("", text -> text),
    /** Without a unit it is in seconds. */
    DURATION("a duration such as 5s, 1m or 250ms, from 0 to 1h", text -> duration(text, Duration.ZERO)),
    /** 0, or at least a second. */
    INTERVAL("0, or a duration from 1s to 1h", text -> duration(text, Duration.ofSeconds(1))),
    PORT("a port from 1 to 65535", text -> matching(text, "[0-9]{1,5}") != null && between(text, 1, 65_535) ? text : null),
    BOOLEAN("true or false", text -> oneOf(text.toLowerCase(Locale.ROOT), "true", "false")),
    HOST("the name or address of a host", text -> matching(text, "[A-Za-z0-9_.:\\[\\]-]{1,253}")),
    /** One part of a name in MySQL, CloudWatch or SSM: it stands in a URL or a path. */
    NAME("1 to 64 letters, digits, - or _", text -> matching(text, "[A-Za-z0-9_-]{1,64}")),
    URL("a URL such as http://127.0.0.1:5000", Kind::url),
    LEVEL("TRACE, DEBUG, INFO, WARN, WARNING, ERROR or OFF",
            text -> oneOf(text.toUpperCase(Locale.ROOT).replace("WARNING", "WARN"), "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF")),
    FORMAT("text or json", text -> text.equals("json") ? "logstash" : text.equals("text") ? "" : null),
    SSL_MODE("DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY",
            text -> oneOf(text.toUpperCase(Locale.ROOT), "DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"));

    private static final Duration LONGEST = Duration.ofHours(1);

    private final String rule;
    private final UnaryOperator<String> reader;

    Kind(String rule, UnaryOperator<String> reader) {
        this.rule = rule;
        this.reader = reader;
    }

    /** What a value has to be, for people. */
    String rule() {
        return rule;
    }

    /** The value for the property, or null when the text breaks the rule. */
    String read(String text) {
        return reader.apply(this == TEXT || this == SECRET ? text : text.strip());
    }

    private static String duration(String text, Duration least) {
        try {
            Duration value = text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : DurationStyle.detectAndParse(text);
            boolean fits = value.isZero() || value.compareTo(least) >= 0 && !value.isNegative() && value.compareTo(LONGEST) <= 0;
            return fits ? value.toMillis() + "ms" : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    private static String url(String text) {
        try {
            URI uri = URI.create(text);
            boolean whole = List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getPort() <= 65_535;
            return whole ? text : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean between(String number, int least, int most) {
        return Integer.parseInt(number) >= least && Integer.parseInt(number) <= most;
    }

    private static String matching(String text, String pattern) {
        return text.matches(pattern) ? text : null;
    }

    private static String oneOf(String text, String... values) {
        return List.of(values).contains(text) ? text : null;
    }
}
