package sample.local.launcher;

import java.util.Map;

/** What a client of this machine's own AWS endpoints needs. They check no signature. */
final class Aws {

    /** An account's profiles and credentials have no part in a stack that has endpoints of its own, so there are no files. */
    static final Map<String, String> OWN_CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", "local",
            "AWS_SECRET_ACCESS_KEY", "local",
            "AWS_REGION", "us-east-1",
            "AWS_CONFIG_FILE", "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE", "/dev/null",
            "AWS_EC2_METADATA_DISABLED", "true");

    private Aws() {
    }
}
