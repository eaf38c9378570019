package sample.local.ssm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;

/**
 * One version of a parameter.
 *
 * @param lastModifiedUser the ARN of who made this version; null in files of older endpoints
 * @param allowedPattern what a value must match; null allows all
 * @param description null when there is none
 * @param keyId what a SecureString would be encrypted with; null for the other types
 */
record Parameter(String name, String type, String value, long version, Instant lastModified, String lastModifiedUser,
        String allowedPattern, String description, String keyId) {

    static final String SECURE_STRING = "SecureString";
    static final String ARN_PREFIX = "arn:aws:ssm:us-east-1:000000000000:parameter";

    /** The name from the root: a name that begins with no slash stands at the root. */
    String path() {
        return name.startsWith("/") ? name : "/" + name;
    }

    String arn() {
        return ARN_PREFIX + path();
    }

    boolean isBelow(String path, boolean recursive) {
        String prefix = path.endsWith("/") ? path : path + "/";
        return path().startsWith(prefix) && (recursive || path().indexOf('/', prefix.length()) < 0);
    }

    /** The value, or for a SecureString that is not decrypted something like what KMS makes of it. */
    String value(boolean decrypted) {
        return decrypted || !type.equals(SECURE_STRING) ? value : cipherText();
    }

    /** Looks like a cipher text, says nothing about the value, and stays the same for this version. */
    private String cipherText() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-512")
                    .digest("%s:%d:%s".formatted(arn(), version, lastModified).getBytes(StandardCharsets.UTF_8));
            return "AQICAHh" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
