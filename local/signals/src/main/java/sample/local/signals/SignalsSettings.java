package sample.local.signals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sample.local.signals.controls.ControlSettings;

/**
 * What the program is told.
 *
 * @param pagePort for the page, its API and the calls of CloudWatch, 0 for any
 * @param otlpPort for spans and metrics, 0 for any
 * @param environment what the services run in, as Application Signals names it
 * @param zipkin the trace viewer's address
 * @param parameters values of the template's parameters
 * @param bypassedBy where the services' agents send to, if not here
 * @param copyTo another collector, such as {@code http://lgtm:4318}, which gets all OTLP too
 * @param controls what the page's switches act on, if it has switches
 */
record SignalsSettings(int pagePort, int otlpPort, Path template, String environment, String zipkin,
        Map<String, String> parameters, Optional<String> bypassedBy, Optional<String> copyTo,
        Optional<ControlSettings> controls) {

    static final String USAGE = "Arguments: PAGE_PORT OTLP_PORT TEMPLATE ENVIRONMENT ZIPKIN_URL [PARAMETER=VALUE ...]";

    private static final int FIXED_ARGUMENTS = 5;

    /** @throws IllegalArgumentException when there are too few arguments, or a port is none */
    static SignalsSettings parse(Map<String, String> variables, List<String> arguments) {
        if (arguments.size() < FIXED_ARGUMENTS) {
            throw new IllegalArgumentException("too few arguments");
        }
        Map<String, String> parameters = new HashMap<>();
        arguments.stream().skip(FIXED_ARGUMENTS).map(pair -> Arrays.asList(pair.split("=", 2)))
                .forEach(pair -> parameters.put(pair.getFirst(), pair.getLast()));
        return new SignalsSettings(Integer.parseInt(arguments.get(0)), Integer.parseInt(arguments.get(1)),
                Path.of(arguments.get(2)), arguments.get(3), arguments.get(4), parameters,
                Optional.ofNullable(variables.get("SIGNALS_BYPASSED_BY")),
                Optional.ofNullable(variables.get("SIGNALS_COPY_TO")), ControlSettings.from(variables));
    }
}
