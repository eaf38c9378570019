package sample.local.ssm;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What a field of a request may hold. */
@FunctionalInterface
interface Field {

    /** @throws SsmException when {@code value} is not for the field {@code name} */
    void check(String name, JsonNode value);

    Field FLAG = (name, value) -> mustBe(value.isBoolean(), name, "true or false");

    static Field text(int min, int max) {
        return (name, value) -> {
            mustBe(value.isString(), name, "a string");
            checkLength(name, value.asString().length(), min, max);
        };
    }

    static Field text(int min, int max, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return (name, value) -> {
            text(min, max).check(name, value);
            if (!compiled.matcher(value.asString()).matches()) {
                throw SsmException.constraint(name, "satisfy regular expression pattern: " + pattern);
            }
        };
    }

    static Field oneOf(Set<String> values) {
        return (name, value) -> {
            mustBe(value.isString(), name, "a string");
            if (!values.contains(value.asString())) {
                throw SsmException.constraint(name, "satisfy enum value set: " + values);
            }
        };
    }

    static Field number(int min, int max) {
        return (name, value) -> {
            mustBe(value.isInt(), name, "a whole number");
            if (value.asInt() < min || value.asInt() > max) {
                throw SsmException.constraint(name, "be between %d and %d".formatted(min, max));
            }
        };
    }

    static Field list(int min, int max, Field item) {
        return (name, value) -> {
            mustBe(value.isArray(), name, "a list");
            checkLength(name, value.size(), min, max);
            value.forEach(one -> item.check(name, one));
        };
    }

    static Field structure(Map<String, Field> fields) {
        return (name, value) -> {
            mustBe(value.isObject(), name, "a structure");
            checkAll(name + ".", fields, value);
        };
    }

    /** What SSM has and this endpoint has not: only {@code harmless} is taken, which changes nothing. */
    static Field unsupported(String harmless) {
        return (name, value) -> {
            if (!value.isString() || !value.asString().equals(harmless)) {
                throw SsmException.invalid("%s: this endpoint does not support %s. It supports %s only, which is the default."
                        .formatted(name, value, harmless));
            }
        };
    }

    static Field unsupported() {
        return (name, value) -> {
            throw SsmException.invalid(name + ": this endpoint does not support it. Leave it out.");
        };
    }

    /** Each field that the structure holds must be one of {@code fields}. Null is like absent, as in AWS. */
    static void checkAll(String prefix, Map<String, Field> fields, JsonNode structure) {
        structure.forEachEntry((name, value) -> {
            if (!fields.containsKey(name)) {
                throw SsmException.invalid(prefix + name + ": this endpoint does not know such a field. It knows " + fields.keySet() + ".");
            }
            if (!value.isNull()) {
                fields.get(name).check(prefix + name, value);
            }
        });
    }

    private static void mustBe(boolean right, String name, String what) {
        if (!right) {
            throw new SsmException("SerializationException", name + " must be " + what + ".");
        }
    }

    private static void checkLength(String name, int length, int min, int max) {
        if (length < min || length > max) {
            throw SsmException.constraint(name, "have length between %d and %d".formatted(min, max));
        }
    }
}
