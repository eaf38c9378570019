package sample.contract.settings;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
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
    INTERVAL("0, or a duration such as 5s or 1m, from 1s to 1h", text -> duration(text, Duration.ofSeconds(1))),
    PORT("a port from 1 to 65535", text -> text.matches("[0-9]{1,5}") && isPort(Integer.parseInt(text)) ? text : null),
    BOOLEAN("true or false", text -> oneOf(text.toLowerCase(Locale.ROOT), "true", "false")),
    /** It stands in a URL, where an IPv6 address needs its brackets. */
    HOST("the name or address of a host", Kind::host),
    /** One part of a name in MySQL, CloudWatch or SSM: it stands in a URL or a path. */
    NAME("1 to 64 letters, digits, - or _", text -> text.matches("[A-Za-z0-9_-]{1,64}") ? text : null),
    /** Not stripped: the AWS SDK reads its variable itself, blanks and all. */
    URL("an http or https URL without user and query, such as http://127.0.0.1:5000", Kind::url),
    LEVEL("TRACE, DEBUG, INFO, WARN, WARNING, ERROR or OFF",
            text -> oneOf(text.toUpperCase(Locale.ROOT).replace("WARNING", "WARN"), "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF")),
    /** Spring Boot's names for the two are {@code logstash} and none. */
    FORMAT("text or json", text -> switch (text.toLowerCase(Locale.ROOT)) {
        case "json" -> "logstash";
        case "text" -> "";
        default -> null;
    }),
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
        return reader.apply(this == TEXT || this == SECRET || this == URL ? text : text.strip());
    }

    /** What {@link #read} made a value of, in the user's words. */
    String shown(String value) {
        if (this != FORMAT) {
            return value;
        }
        return value.isEmpty() ? "text" : value.replace("logstash", "json");
    }

    private static String duration(String text, Duration least) {
        try {
            Duration value = DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
            boolean fits = value.isZero() || value.compareTo(least) >= 0 && !value.isNegative() && value.compareTo(LONGEST) <= 0;
            return fits ? value.toMillis() + "ms" : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    private static String host(String text) {
        String address = text.replaceAll("^\\[(.*)]$", "$1");
        if (address.matches("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")) {
            return "[" + address + "]";
        }
        return text.matches("[A-Za-z0-9_.-]{1,253}") ? text : null;
    }

    private static String url(String text) {
        try {
            URI uri = URI.create(text);
            boolean whole = uri.getHost() != null && (uri.getPort() == -1 || isPort(uri.getPort()))
                    && uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            return whole && text.matches("(?i)https?:.*") ? text : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }

    private static String oneOf(String text, String... values) {
        return List.of(values).contains(text) ? text : null;
    }
}
