package sample.local.signals;

import java.io.IOException;
import java.util.List;
import sample.local.signals.template.TemplateException;

/**
 * CloudWatch on this machine, as a program: {@code PAGE_PORT OTLP_PORT TEMPLATE ENVIRONMENT ZIPKIN_URL
 * [PARAMETER=VALUE ...]}. It listens on the loopback address and runs until it is stopped. With a template that it
 * does not understand it ends with 1 and says why.
 */
final class Main {

    /** The laptop's launcher shows what follows. */
    private static final String FOR_THE_USER = "FOR THE USER: ";

    private Main() {
    }

    public static void main(String[] args) throws IOException {
        try {
            SignalsSettings settings = SignalsSettings.parse(System.getenv(), List.of(args));
            settings.bypassedBy().ifPresent(collector -> System.out.println(FOR_THE_USER
                    + "requests are not seen: the services send them to " + collector));
            Signals.start(settings);
        } catch (TemplateException e) {
            System.err.println(FOR_THE_USER + args[2] + ": " + e.getMessage());
            System.exit(1);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + ". " + SignalsSettings.USAGE);
            System.exit(2);
        }
    }
}
