package sample.local.lambda;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes the metrics out of what the function prints, as CloudWatch does while it takes in the log. All of it is
 * printed as it is.
 */
final class LogMetrics extends FilterOutputStream {

    private static final int MAX_LINE = 64 * 1024;

    private final Consumer<String> metrics;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** @param metrics what takes each line */
    LogMetrics(OutputStream out, Consumer<String> metrics) {
        super(out);
        this.metrics = metrics;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '\n') {
                metrics.accept(line.toString(StandardCharsets.UTF_8).strip());
                line.reset();
            } else if (line.size() <= MAX_LINE) {
                line.write(bytes[i]);
            }
        }
    }
}
