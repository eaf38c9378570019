package sample.local.ssm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The parameters, with the rules that SSM has for them, kept in one JSON file. Only the current version of each is
 * kept; there are no labels.
 */
final class ParameterStore {

    private static final Set<String> TYPES = Set.of("String", "StringList", "SecureString");
    private static final int MOST_BYTES = 4096;
    private static final int MOST_LEVELS = 15;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Path file;
    private final TreeMap<String, Parameter> parameters = new TreeMap<>();

    private ParameterStore(Path file) {
        this.file = file;
    }

    /**
     * Opens the store in {@code file}; a new one starts with the {@code initial} strings. A file that cannot be read is set
     * aside under another name, with a warning, and a new one is begun.
     */
    static ParameterStore in(Path file, Map<String, String> initial) throws IOException {
        ParameterStore store = new ParameterStore(file);
        if (Files.exists(file)) {
            if (store.read()) {
                return store;
            }
            setAside(file);
        }
        initial.forEach((name, value) -> store.put(name, value, "String", null, false));
        return store;
    }

    /** False when the file does not hold parameters. */
    private boolean read() throws IOException {
        try {
            Parameter[] all = json.readValue(Files.readString(file), Parameter[].class);
            if (all == null || Arrays.stream(all).anyMatch(one -> one == null || one.name() == null || one.value() == null || one.type() == null)) {
                return false;
            }
            Arrays.stream(all).forEach(one -> parameters.put(one.name(), one));
            return true;
        } catch (JacksonException | MalformedInputException e) {
            return false;
        }
    }

    private static void setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + Instant.now().toEpochMilli());
        Files.move(file, aside);
        // The launcher shows such a line on the terminal.
        System.out.println("FOR THE USER: " + file + " is damaged: it was renamed to " + aside.getFileName()
                + ", and the parameters have their first values. Copy what you need back with put-parameter.");
    }

    /** A {@code selector} is a name, an ARN, or either with {@code :version}. */
    synchronized Optional<Parameter> find(String selector) {
        String name = selector.startsWith("arn:") ? selector.replaceFirst("^arn:[^/]*:parameter", "") : selector;
        int colon = name.indexOf(':');
        Parameter found = parameters.get(colon < 0 ? name : name.substring(0, colon));
        if (found != null && colon >= 0 && !name.substring(colon + 1).equals(String.valueOf(found.version()))) {
            throw new SsmException("ParameterVersionNotFound",
                    "Systems Manager could not find version %s of %s. Verify the version and try again."
                            .formatted(name.substring(colon + 1), found.name()));
        }
        return Optional.ofNullable(found);
    }

    synchronized List<Parameter> below(String path, boolean recursive) {
        String prefix = path.endsWith("/") ? path : path + "/";
        return parameters.values().stream()
                .filter(parameter -> parameter.name().startsWith(prefix))
                .filter(parameter -> recursive || parameter.name().indexOf('/', prefix.length()) < 0)
                .toList();
    }

    /** Returns the new version. A null {@code type} or {@code allowedPattern} keeps that of the parameter. */
    synchronized long put(String name, String value, String type, String allowedPattern, boolean overwrite) {
        checkName(name);
        Parameter old = parameters.get(name);
        if (old != null && !overwrite) {
            throw new SsmException("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, "
                    + "set the overwrite option in the request to true.");
        }
        if (old == null && type == null) {
            throw SsmException.invalid("A parameter type is required when you create a parameter.");
        }
        String newType = type == null ? old.type() : type;
        if (!TYPES.contains(newType)) {
            throw SsmException.invalid("1 validation error detected: Value '%s' at 'type' failed to satisfy constraint: "
                    .formatted(newType) + "Member must satisfy enum value set: [SecureString, StringList, String]");
        }
        String pattern = allowedPattern != null || old == null ? allowedPattern : old.allowedPattern();
        checkValue(value, pattern);
        long version = old == null ? 1 : old.version() + 1;
        parameters.put(name, new Parameter(name, newType, value, version, Instant.now(), pattern));
        save();
        return version;
    }

    synchronized boolean delete(String name) {
        boolean existed = parameters.remove(name) != null;
        if (existed) {
            save();
        }
        return existed;
    }

    private static void checkName(String name) {
        if (!name.matches("[a-zA-Z0-9_.\\-/]{1,1011}") || name.endsWith("/") || name.contains("//")) {
            throw SsmException.invalid("Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a "
                    + "path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix "
                    + "of letters, numbers and the following 3 symbols .-_");
        }
        if (name.contains("/") && !name.startsWith("/")) {
            throw SsmException.invalid("Parameter name must be a fully qualified name.");
        }
        if (name.matches("(?i)/?(aws|ssm).*")) {
            throw SsmException.invalid("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (Arrays.stream(name.split("/")).filter(level -> !level.isEmpty()).count() > MOST_LEVELS) {
            throw new SsmException("HierarchyLevelLimitExceededException",
                    "A parameter name can have at most " + MOST_LEVELS + " levels.");
        }
    }

    private static void checkValue(String value, String pattern) {
        if (value.isEmpty()) {
            throw SsmException.invalid("1 validation error detected: Value at 'value' failed to satisfy constraint: "
                    + "Member must have length greater than or equal to 1.");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw SsmException.invalid("Standard tier parameters support a maximum parameter value of 4096 characters.");
        }
        try {
            if (pattern != null && !Pattern.compile(pattern).matcher(value).find()) {
                throw new SsmException("ParameterPatternMismatchException",
                        "Parameter value, can't be validated against allowedPattern: " + pattern);
            }
        } catch (PatternSyntaxException e) {
            throw new SsmException("InvalidAllowedPatternException", "The pattern is not a regular expression: " + pattern);
        }
    }

    private void save() {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, json.writerWithDefaultPrettyPrinter().writeValueAsString(parameters.values()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
