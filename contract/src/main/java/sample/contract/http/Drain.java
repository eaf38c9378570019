package sample.contract.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;

/**
 * The time between the order to stop and the end of the web server. {@code ready} says 503 from its beginning, so callers send their
 * new requests elsewhere. The requests that still come are served, and each answer closes its connection: a caller that keeps
 * connections opens its next one to another instance. Without it, a request that meets the stop on a kept connection is lost.
 */
@Order(Ordered.HIGHEST_PRECEDENCE) // the answers of other filters close their connections too
class Drain extends HttpFilter implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final Duration period;
    private volatile boolean running;
    private volatile boolean draining;

    /** @param period how long it lasts; a platform needs about as long to stop sending requests */
    Drain(@Value("${sample.drain-period}") Duration period) {
        this.period = period;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (draining) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        chain.doFilter(request, response);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        draining = true;
        running = false;
        if (period.isZero()) {
            return;
        }
        log.info("Stopping in {} s; requests are still served until then", period.toSeconds());
        try {
            Thread.sleep(period);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server does. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
