package sample.local.ssm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The SSM endpoint as a program: {@code PORT FILE [NAME=VALUE ...]}. It listens on {@code PORT} of the loopback address and keeps
 * the parameters in {@code FILE}; a new file begins with the given ones. It runs until it is stopped. Where the file or the
 * port cannot be had, it says so in one line and ends with 1.
 */
final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        Map<String, String> initial = new LinkedHashMap<>();
        Arrays.stream(args).skip(2).map(pair -> pair.split("=", 2)).forEach(pair -> initial.put(pair[0], pair[1]));
        try {
            SsmEndpoint.start(Integer.parseInt(args[0]), ParameterStore.in(Path.of(args[1]), initial));
        } catch (IOException e) {
            System.err.println("The SSM endpoint does not start: " + e.getMessage());
            System.exit(1);
        }
    }
}
