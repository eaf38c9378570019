package sample.contract.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Lets a request in once its body has arrived, and only so many at once: virtual threads bound nothing. A body over 64 KiB is refused
 * with 413, one that takes too long with 408, and what is too many with 503.
 *
 * <p>A body that arrived together with its head costs no wait, so it takes no place of {@code max-slow-bodies}: clients that stall
 * take these places from each other, and not from the honest ones. The probes are always let in.
 */
class Admission extends HttpFilter {

    private final HttpLimits limits;
    private final HandlerExceptionResolver problems;
    private final Set<String> probes;
    private final Semaphore requests;
    private final Semaphore slowBodies;

    Admission(HttpLimits limits, @Value("${sample.base-path}") String basePath,
            @Lazy @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.limits = limits;
        this.problems = problems;
        this.probes = Set.of(basePath + "/health", basePath + "/ready");
        this.requests = new Semaphore(limits.maxRequests());
        this.slowBodies = new Semaphore(limits.maxSlowBodies());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            HttpServletRequest received = hasBody(request) ? new Received(request, receive(request.getInputStream())) : request;
            if (HttpMethod.GET.matches(request.getMethod()) && probes.contains(request.getRequestURI())) {
                chain.doFilter(received, response);
            } else if (isForProbes(request)) {
                throw new ProblemException(ProblemType.UNKNOWN_PATH);
            } else {
                handle(received, response, chain);
            }
        } catch (ProblemException refused) {
            // Tomcat still reads the rest of the body, so that the client can read the answer. HttpProtocol limits the time for it.
            response.setHeader(HttpHeaders.CONNECTION, "close");
            if (response.isCommitted()) {
                // Tomcat met a time-out, and answers 408 itself, with ErrorPage.
                ProblemContext.causeIs(refused.type(), request);
            } else {
                problems.resolveException(request, response, null, refused);
            }
        }
    }

    private void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws ServletException, IOException {
        if (!requests.tryAcquire()) {
            throw busy();
        }
        try {
            chain.doFilter(request, response);
        } finally {
            requests.release();
        }
    }

    private boolean isForProbes(HttpServletRequest request) {
        return limits.probes().orElse(-1) == request.getLocalPort() && !request.getRequestURI().startsWith("/actuator/");
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private byte[] receive(ServletInputStream body) throws IOException {
        long begin = System.nanoTime();
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] part = new byte[1024];
        boolean slow = false;
        try {
            while (!body.isFinished()) {
                if (!slow && body.available() == 0) {
                    slow = slowBodies.tryAcquire();
                    if (!slow) {
                        throw busy();
                    }
                }
                if (slow && System.nanoTime() - begin > bodyTimeout().toNanos()) {
                    throw new ProblemException(ProblemType.REQUEST_TOO_SLOW);
                }
                int count = body.read(part);
                if (count < 0) {
                    break;
                }
                received.write(part, 0, count);
                if (received.size() > HttpLimits.MAX_BODY_BYTES) {
                    throw new ProblemException(ProblemType.BODY_TOO_LARGE);
                }
            }
            return received.toByteArray();
        } catch (IOException e) {
            // Tomcat wraps the time-out, as it does with a connection that the client has closed.
            if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
                throw new ProblemException(ProblemType.REQUEST_TOO_SLOW, e);
            }
            throw e;
        } finally {
            if (slow) {
                slowBodies.release();
            }
        }
    }

    private Duration bodyTimeout() {
        return slowBodies.availablePermits() < limits.maxSlowBodies() / 4 ? limits.crowdedTimeout() : limits.requestTimeout();
    }

    private static ProblemException busy() {
        return new ProblemException(ProblemType.SERVICE_BUSY);
    }

    /** A request whose body is here. */
    private static final class Received extends HttpServletRequestWrapper {

        private final ServletInputStream body;

        Received(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = new ReceivedBody(new ByteArrayInputStream(body));
        }

        @Override
        public ServletInputStream getInputStream() {
            return body;
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }
    }

    private static final class ReceivedBody extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        ReceivedBody(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] part, int offset, int length) {
            return bytes.read(part, offset, length);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        // Spring wraps a stream that lacks these, and reads the wrapper through a buffer of 16 KB. That was a quarter of the memory
        // that an order allocated.

        @Override
        public boolean markSupported() {
            return true;
        }

        @Override
        public void mark(int limit) {
            bytes.mark(limit);
        }

        @Override
        public void reset() {
            bytes.reset();
        }

        @Override
        public byte[] readAllBytes() {
            return bytes.readAllBytes();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
