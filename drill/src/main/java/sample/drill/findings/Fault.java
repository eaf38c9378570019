package sample.drill.findings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A fault of the catalogue (delivery-api's {@code faults.txt}), and what it must do to count as having bitten.
 *
 * @param label its name, as in {@code --fault}
 * @param slowdown how many times the baseline's p50 the fault's must be; 0 when the fault makes nothing slower
 * @param status what the fault is answered with
 * @param share the least share of the orders that must be answered so
 * @param tolerance how far from the predicted capacity the measured one may be, as a share of it; 0 when it is not judged
 * @param bitesWithin seconds
 */
public record Fault(String label, double slowdown, int status, double share, double tolerance, int bitesWithin) {

    /** The one that is taken when none is named. */
    public static final String USUAL = "pool-exhaustion";

    private static final List<Fault> ALL = read();

    public static List<Fault> all() {
        return ALL;
    }

    public static Optional<Fault> named(String label) {
        return ALL.stream().filter(fault -> fault.label.equals(label)).findFirst();
    }

    /** Whether it is answered with a 5xx, which is what alarms count. */
    boolean failsOrders() {
        return status >= 500;
    }

    boolean isLeak() {
        return label.equals("connection-leak");
    }

    private static List<Fault> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Fault.class.getResourceAsStream("/faults.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> !line.startsWith("#"))
                    .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                    .map(Fault::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fault of(List<String> row) {
        String[] answer = row.get(4).split(" ");
        return new Fault(row.get(0), Double.parseDouble(row.get(3)), Integer.parseInt(answer[0]), Double.parseDouble(answer[1]),
                Double.parseDouble(row.get(5)), Integer.parseInt(row.get(6)));
    }

    @Override
    public String toString() {
        return label;
    }
}
