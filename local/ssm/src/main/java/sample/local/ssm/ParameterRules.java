package sample.local.ssm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What SSM demands of a parameter's name and value. */
final class ParameterRules {

    static final Set<String> TYPES = new TreeSet<>(Set.of("String", "StringList", Parameter.SECURE_STRING));
    private static final int MAX_VALUE_BYTES = 4096;
    private static final int MAX_LEVELS = 15;

    private ParameterRules() {
    }

    static void checkName(String name) {
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
        if (Arrays.stream(name.split("/")).filter(level -> !level.isEmpty()).count() > MAX_LEVELS) {
            throw new SsmException("HierarchyLevelLimitExceededException",
                    "A parameter name can have at most " + MAX_LEVELS + " levels.");
        }
    }

    /** A path of which the parameters are asked. */
    static void checkPath(String path) {
        if (!path.matches("/[a-zA-Z0-9_.\\-/]*") || path.contains("//")) {
            throw SsmException.invalid("The parameter doesn't meet the parameter name requirements. The parameter name "
                    + "must begin with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" "
                    + "(case-insensitive). It must use only letters, numbers, or the following symbols: . (period), "
                    + "- (hyphen), _ (underscore).");
        }
    }

    /** @param pattern null allows all values */
    static void checkValue(String value, String pattern) {
        if (value.isEmpty()) {
            throw SsmException.constraint("Value", "have length greater than or equal to 1");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES) {
            throw SsmException.invalid("Standard tier parameters support a maximum parameter value of 4096 characters.");
        }
        if (value.matches("(?s).*\\{\\{.*}}.*")) {
            throw SsmException.invalid("Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.");
        }
        try {
            if (pattern != null && !Pattern.compile(pattern).matcher(value).find()) {
                throw new SsmException("ParameterPatternMismatchException",
                        "Parameter value, can't be validated against allowedPattern: " + pattern);
            }
        } catch (PatternSyntaxException e) {
            throw new SsmException("InvalidAllowedPatternException", "The pattern is not a regular expression: " + pattern);
        } catch (StackOverflowError e) {
            throw new SsmException("InvalidAllowedPatternException", "The pattern is too complex for the value: " + pattern);
        }
    }
}
