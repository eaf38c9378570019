package sample.local.ssm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The file with the parameters: a JSON array of all versions, a parameter's oldest version first. Files of older endpoints
 * have the current versions alone, and are read as well.
 */
final class StateFile {

    private static final Comparator<Parameter> ORDER = Comparator.comparing(Parameter::name).thenComparing(Parameter::version);
    /** The endpoint runs with 32 MB of heap. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final JsonMapper json = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(LogicalType.Textual, text -> text
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();
    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the versions, or nothing when there is no file. A file that does not hold parameters is set aside under another
     * name, with a warning, and counts as none.
     *
     * @throws IOException when the file cannot be read; the message says why in one line
     */
    Optional<List<Parameter>> read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file: move it away");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + " may not be read: give yourself the permission, or move it away");
        }
        try {
            Parameter[] all = json.readValue(Files.readString(file), Parameter[].class);
            if (all != null && Arrays.stream(all).allMatch(StateFile::isWhole)) {
                List<Parameter> sorted = Arrays.stream(all).sorted(ORDER).toList();
                if (IntStream.range(1, all.length).allMatch(i -> ORDER.compare(sorted.get(i - 1), sorted.get(i)) < 0)) {
                    return Optional.of(sorted);
                }
            }
        } catch (JacksonException | MalformedInputException e) {
            // As damaged as one that holds something else.
        }
        setAside();
        return Optional.empty();
    }

    private static boolean isWhole(Parameter one) {
        return one != null && one.name() != null && one.value() != null && one.type() != null
                && ParameterRules.TYPES.contains(one.type()) && one.version() > 0 && one.lastModified() != null;
    }

    private void setAside() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + Instant.now().toEpochMilli());
        try {
            Files.move(file, aside);
        } catch (IOException e) {
            throw new IOException(file + " is damaged, and cannot be renamed: " + e, e);
        }
        // The launcher shows such a line on the terminal.
        System.out.println("FOR THE USER: " + file + " is damaged: it was renamed to " + aside.getFileName()
                + ", and the parameters have their first values. Copy what you need back with put-parameter.");
    }

    /** Writes all of it or nothing. */
    void write(Collection<Parameter> all) throws IOException {
        byte[] content = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(all);
        if (content.length > MAX_BYTES) {
            throw new SsmException("ParameterLimitExceeded", "This endpoint keeps " + MAX_BYTES
                    + " bytes of parameters and their history: delete some first.");
        }
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
