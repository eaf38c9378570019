package sample.local.ssm;

import java.util.Optional;

/**
 * What a caller writes to name a parameter: a name or an ARN, either with {@code :version}.
 *
 * @param name the name, or the path in the ARN
 * @param version what stands after the colon
 */
record Selector(String name, Optional<String> version) {

    static Selector of(String text) {
        String selector = text.startsWith(Parameter.ARN_PREFIX + "/") ? text.substring(Parameter.ARN_PREFIX.length()) : text;
        int colon = selector.indexOf(':');
        return selector.startsWith("arn:") || colon < 0 ? new Selector(selector, Optional.empty())
                : new Selector(selector.substring(0, colon), Optional.of(selector.substring(colon + 1)));
    }
}
