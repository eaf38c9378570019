package sample.local.signals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import sample.local.signals.template.TemplateException;

/**
 * CloudWatch on this machine, as a program: {@code PAGE_PORT OTLP_PORT TEMPLATE ENVIRONMENT ZIPKIN_URL
 * [PARAMETER=VALUE ...]}. It listens on the loopback address and runs until it is stopped. With a template that it
 * does not understand it ends with 1 and says why.
 */
final class Main {

    private static final int FIXED_ARGUMENTS = 5;

    /** The laptop's launcher shows what follows. */
    private static final String FOR_THE_USER = "FOR THE USER: ";

    /** Where the services' agents send to, when it is not here. */
    private static final String BYPASSED_BY = "SIGNALS_BYPASSED_BY";

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        if (args.length < FIXED_ARGUMENTS) {
            System.err.println("Arguments: PAGE_PORT OTLP_PORT TEMPLATE ENVIRONMENT ZIPKIN_URL [PARAMETER=VALUE ...]");
            System.exit(2);
        }
        Map<String, String> parameters = new HashMap<>();
        Arrays.stream(args).skip(FIXED_ARGUMENTS).map(pair -> pair.split("=", 2))
                .forEach(pair -> parameters.put(pair[0], pair[1]));
        String collector = System.getenv(BYPASSED_BY);
        if (collector != null) {
            System.out.println(FOR_THE_USER + "requests are not seen: the services send them to " + collector);
        }
        try {
            Signals.start(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Path.of(args[2]), parameters, args[3],
                    args[4], Optional.ofNullable(collector));
        } catch (TemplateException e) {
            System.err.println(FOR_THE_USER + args[2] + ": " + e.getMessage());
            System.exit(1);
        }
    }
}
