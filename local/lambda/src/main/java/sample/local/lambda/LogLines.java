package sample.local.lambda;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Prints what the function prints, and hands each line on as well. */
final class LogLines extends FilterOutputStream {

    private static final int MAX_LINE = 64 * 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** @param lines takes each line; one that is longer than 64 KB comes cut */
    LogLines(OutputStream out, Consumer<String> lines) {
        super(out);
        this.lines = lines;
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
                lines.accept(line.toString(StandardCharsets.UTF_8).strip());
                line.reset();
            } else if (line.size() <= MAX_LINE) {
                line.write(bytes[i]);
            }
        }
    }
}
