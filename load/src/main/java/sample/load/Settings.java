package sample.load;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What load to generate.
 *
 * @param target order-api, without a path
 * @param rate orders per second
 * @param seconds how long orders are sent
 * @param burst whether every other minute has ten times the rate
 * @param out the folder for orders.csv and the report; made by the run
 */
record Settings(URI target, int rate, int seconds, boolean burst, Path out) {

    private static final String USAGE = "[--target URL] [--rate 60] [--duration 60] [--burst] [--out FOLDER]";
    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");
    private static final int MINUTE = 60;
    private static final int BURST = 10;
    private static final int MAX_PER_SECOND = 2000;
    private static final int A_DAY = 24 * 60 * MINUTE;

    /** A stretch of the run with one rate. */
    record Phase(int rate, int seconds) {
    }

    static Settings parse(Map<String, String> env, String... args) {
        Map<String, String> given = new HashMap<>();
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            String value = switch (option) {
                case "--burst" -> "";
                case "--target", "--rate", "--duration", "--out" -> {
                    if (!rest.hasNext()) {
                        throw new LoadException(option + " needs a value");
                    }
                    yield rest.next();
                }
                default -> throw new LoadException("unknown argument " + option + "; there are " + USAGE);
            };
            if (given.put(option, value) != null) {
                throw new LoadException(option + " is given twice");
            }
        }
        boolean burst = given.containsKey("--burst");
        int rate = number(given, "--rate", 60, MAX_PER_SECOND);
        if (burst && rate * BURST > MAX_PER_SECOND) {
            throw new LoadException("--burst sends ten times the rate and " + MAX_PER_SECOND
                    + " per second is the most: give --rate 1 to " + MAX_PER_SECOND / BURST);
        }
        return new Settings(target(given.getOrDefault("--target", "http://127.0.0.1:8080")), rate,
                number(given, "--duration", burst ? 2 * MINUTE : MINUTE, A_DAY), burst, out(given.get("--out"), env));
    }

    private static int number(Map<String, String> given, String option, int otherwise, int most) {
        String text = given.getOrDefault(option, String.valueOf(otherwise));
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new LoadException(option + " must be a whole number from 1 to " + most + ", not " + text);
        }
        return Integer.parseInt(text);
    }

    private static URI target(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/$", ""));
            if (uri.getHost() != null && uri.toString().matches("https?://[^/?#@]+")) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below.
        }
        throw new LoadException("--target must be like http://127.0.0.1:8080, not " + text);
    }

    private static Path out(String given, Map<String, String> env) {
        if (given != null) {
            return Path.of(given);
        }
        // An empty variable counts as unset, as it does in the scripts.
        String state = env.getOrDefault("LOCAL_STATE_DIR", "");
        return Path.of(state.isEmpty() ? ".local" : state, "load",
                FOLDER.format(Instant.now().atOffset(ZoneOffset.UTC)));
    }

    /** The run minute by minute with bursts, in one piece without. */
    List<Phase> phases() {
        if (!burst) {
            return List.of(new Phase(rate, seconds));
        }
        List<Phase> phases = new ArrayList<>();
        for (int start = 0; start < seconds; start += MINUTE) {
            boolean high = start / MINUTE % 2 == 1;
            phases.add(new Phase(high ? rate * BURST : rate, Math.min(MINUTE, seconds - start)));
        }
        return phases;
    }

    @Override
    public String toString() {
        return rate + " orders per second" + (burst ? ", " + rate * BURST + " in every other minute," : "")
                + " for " + seconds + " s to " + target;
    }
}
