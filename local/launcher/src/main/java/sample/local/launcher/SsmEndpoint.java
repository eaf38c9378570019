package sample.local.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The SSM endpoint of a stack: the program of the module local/ssm. */
final class SsmEndpoint {

    private SsmEndpoint() {
    }

    /** @param initial the parameters of a new state folder */
    static Program program(StackPaths paths, Jvm jvm, int port, Map<String, String> initial) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(port), paths.state().resolve("ssm-parameters.json").toString()));
        initial.forEach((name, value) -> arguments.add(name + "=" + value));
        return new Program("ssm", jvm.command("ssm", paths.jar("local/ssm"), List.of("-Xmx32m"), arguments.toArray(String[]::new)),
                jvm.environment(), () -> Probe.accepts(port), "http://127.0.0.1:" + port);
    }
}
