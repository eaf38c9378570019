package sample.records.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Tells the requests of a user from those that a page of another site made the user's browser send. Which site asks, the
 * browser writes into {@code Sec-Fetch-Site}, or, if it is old, into {@code Origin}; curl sends neither.
 */
@Component
class OwnRequests {

    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String THIS_MACHINE = "(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?";

    private final boolean onThisMachineOnly;

    /** @param address where the front end listens; on Beanstalk it has none, and any name may lead to it */
    OwnRequests(@Value("${server.address:#{null}}") InetAddress address) {
        onThisMachineOnly = address != null && address.isLoopbackAddress();
    }

    boolean include(HttpHeaders headers) {
        List<String> host = headers.getOrEmpty(HttpHeaders.HOST);
        if (onThisMachineOnly && !(host.size() == 1 && host.getFirst().matches(THIS_MACHINE))) {
            return false; // a foreign name that leads to 127.0.0.1
        }
        List<String> site = headers.getOrEmpty("Sec-Fetch-Site");
        if (!site.isEmpty()) {
            return site.size() == 1 && OWN_SITES.contains(site.getFirst());
        }
        List<String> origin = headers.getOrEmpty(HttpHeaders.ORIGIN);
        return origin.isEmpty() || host.size() == 1 && origin.size() == 1
                && origin.getFirst().replaceFirst("^https?://", "").equalsIgnoreCase(host.getFirst());
    }
}
