package sample.local.ssm;

import java.time.Instant;

/**
 * A parameter at its current version.
 *
 * @param allowedPattern what a value must match; null allows all
 */
record Parameter(String name, String type, String value, long version, Instant lastModified, String allowedPattern) {

    String arn() {
        return "arn:aws:ssm:us-east-1:000000000000:parameter" + (name.startsWith("/") ? "" : "/") + name;
    }
}
