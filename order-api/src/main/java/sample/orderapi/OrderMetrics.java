package sample.orderapi;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import sample.contract.OrderReceipt;
import sample.contract.http.ProblemContext;

/**
 * Counts what became of the orders: {@code orders.processed}, {@code orders.refused} by the status answered and
 * its cause, and {@code orders.value} in the currency of the orders. Refusals are counted where the answer leaves, so that none is
 * missed: an interceptor would miss those for which Spring finds no handler (406, 415).
 */
@Component
@FilterRegistration(urlPatterns = "/api/orders", order = 0) // outside of the limits, to count what these refuse
class OrderMetrics extends HttpFilter {

    private final MeterRegistry registry;
    private final Counter processed;
    private final DistributionSummary value;

    OrderMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.processed = Counter.builder("orders.processed").description("Orders answered with a receipt")
                .register(registry);
        this.value = DistributionSummary.builder("orders.value").description("Total amount of the processed orders")
                .register(registry);
    }

    void processed(OrderReceipt receipt) {
        processed.increment();
        value.record(receipt.totalAmount().doubleValue());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } finally {
            if (HttpMethod.POST.matches(request.getMethod()) && response.getStatus() != HttpServletResponse.SC_OK) {
                Counter.builder("orders.refused").description("Orders answered with a problem")
                        .tag("status", String.valueOf(response.getStatus()))
                        .tag("cause", ProblemContext.cause(request).orElse("none"))
                        .register(registry).increment();
            }
        }
    }
}
