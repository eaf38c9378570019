package sample.orderapi;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import sample.contract.OrderReceipt;

/**
 * Counts what became of the orders: {@code orders.processed}, {@code orders.refused} by the status answered, and
 * {@code orders.value} in the currency of the orders. Refusals are counted where the answer leaves, so that none is
 * missed, whoever refused.
 */
@Component
class OrderMetrics implements HandlerInterceptor, WebMvcConfigurer {

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
    public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(this).addPathPatterns("/api/orders");
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            Exception unhandled) {
        if (HttpMethod.POST.matches(request.getMethod()) && response.getStatus() != 200) {
            Counter.builder("orders.refused").description("Orders answered with a problem")
                    .tag("status", String.valueOf(response.getStatus())).register(registry).increment();
        }
    }
}
