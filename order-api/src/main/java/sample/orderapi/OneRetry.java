package sample.orderapi;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Sends a request once more when its connection broke before an answer began, which is what a kept connection does whose server has
 * stopped. That is safe: order-api gives each order an id, and delivery-api stores an id once. A time-out is not retried: the server
 * may be at work.
 */
final class OneRetry implements HttpRequestRetryStrategy {

    private final PoolingHttpClientConnectionManager connections;

    OneRetry(PoolingHttpClientConnectionManager connections) {
        this.connections = connections;
    }

    @Override
    public boolean retryRequest(HttpRequest request, IOException failure, int execution, HttpContext context) {
        boolean broken = failure instanceof NoHttpResponseException
                || failure instanceof SocketException && !(failure instanceof ConnectException);
        if (execution > 1 || !broken) {
            return false;
        }
        // The other kept connections may lead to the same stopped server: the second try takes a new one.
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
        return true;
    }

    @Override
    public boolean retryRequest(HttpResponse response, int execution, HttpContext context) {
        return false;
    }

    @Override
    public TimeValue getRetryInterval(HttpResponse response, int execution, HttpContext context) {
        return TimeValue.ZERO_MILLISECONDS;
    }
}
