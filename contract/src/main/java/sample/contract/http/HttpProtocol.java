package sample.contract.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1 with limits for the time that a request's head and its answer take. Tomcat's own time-outs begin again at each
 * byte: a client that sends, or takes, one byte a second would keep its connection for hours. And while three quarters of the
 * connections are taken, none that is idle is kept for long: {@code keep-alive-timeout} is meant for quiet times.
 *
 * <p>It only shortens the time-outs of a connection. Tomcat watches these, and closes the connection within a second.
 *
 * <p>Public, because Tomcat finds it by the name of its class.
 */
public final class HttpProtocol extends Http11NioProtocol {

    private static final int PERIOD_MS = 250;
    private static final long NOW_MS = 1;

    private final Map<SocketWrapperBase<?>, Processor> handling = new ConcurrentHashMap<>();
    private HttpLimits limits;
    private ScheduledFuture<?> watch;

    void setLimits(HttpLimits limits) {
        this.limits = limits;
    }

    @Override
    public void start() throws Exception {
        super.start();
        watch = getUtilityExecutor().scheduleWithFixedDelay(this::shortenTimeouts, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (watch != null) {
            watch.cancel(false);
        }
        super.stop();
    }

    @Override
    protected Processor createProcessor() {
        return new Http11Processor(this, getAdapter()) {
            @Override
            public SocketState service(SocketWrapperBase<?> connection) throws IOException {
                connection.setWriteTimeout(getConnectionTimeout());
                handling.put(connection, this);
                try {
                    return super.service(connection);
                } finally {
                    handling.remove(connection);
                }
            }
        };
    }

    private void shortenTimeouts() {
        boolean crowded = getConnectionCount() > getMaxConnections() / 4 * 3;
        Duration readTimeout = crowded ? limits.crowdedTimeout() : limits.requestTimeout();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            // Tomcat leaves the processor at the connection while a head is incomplete.
            if (connection.getCurrentProcessor() instanceof Processor head && isOlder(head, readTimeout)) {
                connection.setReadTimeout(NOW_MS);
            } else if (crowded && connection.getReadTimeout() > readTimeout.toMillis()) {
                connection.setReadTimeout(readTimeout.toMillis());
            }
            Processor handled = handling.get(connection);
            if (handled != null && isOlder(handled, readTimeout)) {
                // Ends the wait for the rest of its body, also where the request was refused. Tomcat sets the time-out of the next head.
                connection.setReadTimeout(NOW_MS);
            }
            if (handled != null && isOlder(handled, limits.responseTimeout())) {
                connection.setWriteTimeout(NOW_MS);
            }
        }
    }

    private static boolean isOlder(Processor processor, Duration timeout) {
        long begin = processor.getRequest().getStartTimeNanos();
        return begin != -1 && System.nanoTime() - begin > timeout.toNanos();
    }
}
