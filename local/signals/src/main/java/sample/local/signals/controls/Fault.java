package sample.local.signals.controls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A fault of the catalogue ({@code faults.txt}).
 *
 * @param introduced the parameters that introduce it, below {@code /<environment>/}
 */
record Fault(String name, Map<String, String> introduced, String description) {

    private static final int INTRODUCE = 1;
    private static final int WHAT_IT_IS = 7;

    static List<Fault> catalogue() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Fault.class.getResourceAsStream("/faults.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#") && line.contains("|"))
                    .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                    .map(row -> new Fault(row.getFirst(), parameters(row.getFirst(), row.get(INTRODUCE)), row.get(WHAT_IT_IS)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> parameters(String name, String introduce) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : introduce.split("\\s+")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts.length == 2 ? parts[0] : "fault/" + name, parts[parts.length - 1]);
        }
        return parameters;
    }

    /** A parameter of its own is deleted to restore; one of the pool gets its normal value. */
    static boolean isOwn(String parameter) {
        return parameter.startsWith("fault/");
    }
}
