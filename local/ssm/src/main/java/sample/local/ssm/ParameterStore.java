package sample.local.ssm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parameters with their versions, kept in one file. */
final class ParameterStore {

    /** As many as SSM keeps of one parameter; the oldest makes room for a new one. */
    static final int MAX_VERSIONS = 100;

    private static final String DEFAULT_KEY = "alias/aws/ssm";
    private static final String FIRST_USER = "arn:aws:iam::000000000000:user/local-up";

    private final StateFile file;
    /** By name; each has its versions, the oldest first. It is replaced as a whole, after the file. */
    private TreeMap<String, List<Parameter>> parameters = new TreeMap<>();

    private ParameterStore(StateFile file) {
        this.file = file;
    }

    /**
     * What a caller wants a parameter to be. Null keeps what the parameter has.
     *
     * @param overwrite whether the parameter may be there already
     * @param user the caller's ARN
     */
    record Change(String name, String value, String type, String allowedPattern, String description, String keyId,
            boolean overwrite, String user) {
    }

    /**
     * Opens the store in {@code file}; a new one, or one whose file was damaged, starts with the {@code initial} strings.
     *
     * @throws IOException when the file can be neither read nor written
     */
    static ParameterStore in(Path file, Map<String, String> initial) throws IOException {
        ParameterStore store = new ParameterStore(new StateFile(file));
        Optional<List<Parameter>> kept = store.file.read();
        if (kept.isPresent()) {
            kept.get().forEach(version -> store.parameters.computeIfAbsent(version.name(), name -> new ArrayList<>()).add(version));
            return store;
        }
        try {
            initial.forEach((name, value) -> store.put(new Change(name, value, "String", null, null, null, false, FIRST_USER)));
        } catch (UncheckedIOException e) {
            throw new IOException(file + " cannot be written: " + e.getCause(), e);
        }
        return store;
    }

    /** The current versions, by name. */
    synchronized List<Parameter> all() {
        return parameters.values().stream().map(List::getLast).toList();
    }

    /** All versions, the oldest first; none when there is no such parameter. The version that is selected does not matter. */
    synchronized List<Parameter> versions(Selector selector) {
        List<Parameter> named = parameters.get(selector.name());
        // In an ARN, a name at the root has a slash that it was not given.
        return named != null ? named : parameters.getOrDefault(selector.name().replaceFirst("^/", ""), List.of());
    }

    Optional<Parameter> find(Selector selector) {
        return versions(selector).reversed().stream()
                .filter(one -> selector.version().map(String.valueOf(one.version())::equals).orElse(true)).findFirst();
    }

    /** Returns the new version. */
    synchronized long put(Change change) {
        ParameterRules.checkName(change.name());
        List<Parameter> versions = new ArrayList<>(parameters.getOrDefault(change.name(), List.of()));
        Parameter next = versions.isEmpty() ? first(change) : next(change, versions.getLast());
        ParameterRules.checkValue(next.value(), next.allowedPattern());
        if (versions.size() >= MAX_VERSIONS) {
            versions.removeFirst();
        }
        versions.add(next);
        TreeMap<String, List<Parameter>> changed = new TreeMap<>(parameters);
        changed.put(next.name(), List.copyOf(versions));
        save(changed);
        return next.version();
    }

    private static Parameter first(Change change) {
        if (change.type() == null) {
            throw SsmException.invalid("A parameter type is required when you create a parameter.");
        }
        return new Parameter(change.name(), change.type(), change.value(), 1, Instant.now(), change.user(),
                change.allowedPattern(), change.description(), keyId(change, change.type(), DEFAULT_KEY));
    }

    private static Parameter next(Change change, Parameter last) {
        if (!change.overwrite()) {
            throw new SsmException("ParameterAlreadyExists", "The parameter already exists. To overwrite this value, "
                    + "set the overwrite option in the request to true.");
        }
        if (!or(change.type(), last.type()).equals(last.type())) {
            throw new SsmException("HierarchyTypeMismatchException", "Parameter Store doesn't support changing a parameter "
                    + "type: %s is a %s, not a %s. Delete it first, or take another name."
                            .formatted(last.name(), last.type(), change.type()));
        }
        return new Parameter(last.name(), last.type(), change.value(), last.version() + 1, Instant.now(), change.user(),
                or(change.allowedPattern(), last.allowedPattern()), or(change.description(), last.description()),
                keyId(change, last.type(), or(last.keyId(), DEFAULT_KEY)));
    }

    private static String keyId(Change change, String type, String kept) {
        if (type.equals(Parameter.SECURE_STRING)) {
            return or(change.keyId(), kept);
        }
        if (change.keyId() != null) {
            throw SsmException.invalid("KeyId is for the type SecureString only, not for " + type + ".");
        }
        return null;
    }

    private static String or(String wanted, String kept) {
        return wanted == null ? kept : wanted;
    }

    synchronized boolean delete(String name) {
        TreeMap<String, List<Parameter>> changed = new TreeMap<>(parameters);
        if (changed.remove(name) == null) {
            return false;
        }
        save(changed);
        return true;
    }

    private void save(TreeMap<String, List<Parameter>> changed) {
        try {
            file.write(changed.values().stream().flatMap(List::stream).toList());
            parameters = changed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
