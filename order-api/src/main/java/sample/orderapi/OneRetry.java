package sample.orderapi;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a request once more, over a new connection, when its connection broke before an answer began. That is what happens on a kept
 * connection whose server has stopped. It is safe: order-api gives each order an id, and delivery-api stores an id once. A time-out is
 * not retried: the server may be at work. Both tries together have the time of one.
 */
final class OneRetry implements ExecChainHandler {

    private static final Logger log = LoggerFactory.getLogger(OneRetry.class);

    private final Duration timeout;

    /** @param timeout the most that delivery-api may take to begin its answer */
    OneRetry(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long begin = System.nanoTime();
        try {
            return chain.proceed(request, scope);
        } catch (ConnectException e) {
            throw e;
        } catch (NoHttpResponseException | SocketException broken) {
            Duration left = timeout.minusNanos(System.nanoTime() - begin);
            if (!left.isPositive()) {
                throw broken;
            }
            log.info("The connection to delivery-api broke before an answer began ({}): sending the request again", broken.getMessage());
            return again(broken, left, scope, chain);
        }
    }

    /**
     * The second try decides only when delivery-api takes it. If it fails, or is refused for the moment, the first may have stored the
     * order all the same: then the broken connection is the cause.
     */
    private static ClassicHttpResponse again(IOException broken, Duration left, ExecChain.Scope scope, ExecChain chain) throws IOException {
        try {
            scope.clientContext.setRequestConfig(RequestConfig.copy(scope.clientContext.getRequestConfigOrDefault())
                    .setResponseTimeout(Timeout.of(left)).build());
            // Another kept connection may lead to the same stopped server.
            scope.execRuntime.acquireEndpoint(scope.exchangeId, scope.route, scope.clientContext.getUserToken(), scope.clientContext);
            scope.execRuntime.disconnectEndpoint();
            ClassicHttpResponse response = chain.proceed(ClassicRequestBuilder.copy(scope.originalRequest).build(), scope);
            if (response.getCode() < 500) {
                return response;
            }
            log.info("The request that was sent again was answered {}", response.getCode());
            response.close();
        } catch (IOException | HttpException e) {
            log.info("The request that was sent again failed: {}", e.toString());
        }
        throw broken;
    }
}
