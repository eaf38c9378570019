package sample.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLinesTest {

    @Test
    void eachLineIsPrintedAsItIsAndHandedOn() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<String> lines = new ArrayList<>();

        PrintStream out = new PrintStream(new LogLines(printed, lines::add), true, UTF_8);
        out.println("a line ü");
        out.print("one in ");
        out.println("two parts");

        assertThat(printed.toString(UTF_8)).isEqualTo("a line ü\none in two parts\n");
        assertThat(lines).containsExactly("a line ü", "one in two parts");
    }
}
