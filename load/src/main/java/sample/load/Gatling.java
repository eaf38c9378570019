package sample.load;

import io.gatling.app.Gatling$;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import scala.Console;

/** Runs a simulation inside this JVM. */
final class Gatling {

    private Gatling() {
    }

    /** Returns the first page of the HTML report, {@code folder/report/index.html}. */
    static Path run(Class<? extends Simulation> simulation, Path folder) throws IOException {
        NoUpdateCheck.install();
        String[] args = {"--simulation", simulation.getName(), "--results-folder", folder.toString()};
        PrintStream silence = new PrintStream(OutputStream.nullOutputStream());
        // Not Gatling.main, which does just this and then ends the JVM.
        int status = Console.withOut(silence, () -> Gatling$.MODULE$.fromArgs(args));
        if (status != 0) {
            throw new IllegalStateException("Gatling ended with status " + status);
        }
        try (Stream<Path> made = Files.list(folder)) {
            Path report = made.filter(Files::isDirectory).findAny().orElseThrow();
            return Files.move(report, folder.resolve("report")).resolve("index.html");
        }
    }
}
