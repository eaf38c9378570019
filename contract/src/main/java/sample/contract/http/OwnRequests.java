package sample.contract.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses with 403 what the page of another site made a browser on this machine send. Such a page can reach the loopback address, and
 * can have its own name resolve to it; the headers {@code Host} and {@code Origin}, which the browser writes, show that. It acts only
 * while the service listens on the loopback address: anywhere else a service does not know the names by which it is called.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1) // after Drain
class OwnRequests extends HttpFilter {

    private static final Pattern THIS_MACHINE = Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private final boolean isLoopback;
    private final HandlerExceptionResolver problems;

    /** @param address where the service listens; null for everywhere */
    OwnRequests(@Value("${server.address:#{null}}") InetAddress address,
            @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.isLoopback = address != null && address.isLoopbackAddress();
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isLoopback && isForeign(request.getHeader(HttpHeaders.HOST), request.getHeader(HttpHeaders.ORIGIN))) {
            problems.resolveException(request, response, null, new ProblemException(ProblemType.OTHER_SITE));
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isForeign(String host, String origin) {
        return host != null && !THIS_MACHINE.matcher(host).matches() || origin != null && !origin.equalsIgnoreCase("http://" + host);
    }
}
