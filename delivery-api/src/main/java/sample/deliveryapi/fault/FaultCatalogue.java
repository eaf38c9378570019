package sample.deliveryapi.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The part of {@code faults.txt} that the service needs: the limit of each fault that has a parameter of its own. */
final class FaultCatalogue {

    private FaultCatalogue() {
    }

    /** The limits, by the fault's name. */
    static Map<String, Integer> limits() {
        Map<String, Integer> limits = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                FaultCatalogue.class.getResourceAsStream("/faults.txt"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                    .filter(row -> !row.get(2).equals("-"))
                    .forEach(row -> limits.put(row.get(0), Integer.valueOf(row.get(2))));
            return limits;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
