package sample.drill.experiment;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import sample.drill.findings.Fault;

/**
 * Which drill, where.
 *
 * @param scripts the folder of the numbered scripts
 * @param log delivery-api's, which need not be there
 * @param lock the file that a running drill holds; made by the drill
 * @param out the folder for the report; made by the drill
 */
record Settings(Fault fault, URI orderApi, URI deliveryApi, URI signals, Path scripts, Path log, Path lock,
        Path out) {

    private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    static Settings parse(Map<String, String> env, String... args) {
        boolean local = false;
        Fault fault = fault(Fault.USUAL);
        String out = null;
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--local" -> local = true;
                case "--fault" -> fault = fault(value(option, rest));
                case "--out" -> out = value(option, rest);
                default -> throw new DrillException("unknown argument " + option + " (see --help)");
            }
        }
        if (!local) {
            throw new DrillException("--local is required (see --help)");
        }
        Path state = Path.of(variable(env, "LOCAL_STATE_DIR", ".local"));
        String folder = FOLDER.format(Instant.now().atOffset(ZoneOffset.UTC)) + "-" + fault.label();
        return new Settings(fault, service(variable(env, "ORDER_API_PORT", "8080")),
                service(variable(env, "DELIVERY_API_PORT", "5000")),
                service(variable(env, "SIGNALS_PORT", "3000")), Path.of("scripts"),
                state.resolve("logs/delivery-api.log"), state.resolve("drill/lock"),
                out == null ? state.resolve("drill").resolve(folder) : Path.of(out));
    }

    /** The name of the report's folder if it is beside the lock, where the others are. */
    Optional<String> folder() {
        Path whole = out.toAbsolutePath().normalize();
        return whole.getParent().equals(lock.toAbsolutePath().normalize().getParent()) ? Optional.of(whole.getFileName().toString())
                : Optional.empty();
    }

    private static Fault fault(String label) {
        return Fault.named(label).orElseThrow(() -> new DrillException("there is no fault " + label + ": take one of "
                + Fault.all().stream().map(Fault::label).collect(Collectors.joining(" "))));
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new DrillException(option + " needs a value");
        }
        return rest.next();
    }

    /** An empty variable counts as unset, as it does in the scripts. */
    private static String variable(Map<String, String> env, String name, String otherwise) {
        String value = env.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private static URI service(String port) {
        if (!port.matches("[0-9]{1,5}")) {
            throw new DrillException(port + " is not a port");
        }
        return URI.create("http://127.0.0.1:" + port);
    }
}
