package sample.deliveryapi.fault;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.HttpMethod;
import sample.deliveryapi.carrier.Carrier;
import sample.deliveryapi.carrier.WatchedCarrier;

/** Puts the faults where they act. With all of them off, an order passes as if they were not there. */
@Configuration(proxyBeanMethods = false)
class FaultyOrderPath {

    /** Stands before the carrier, in the order's transaction. What happens at the carrier is within the carrier's span and timer. */
    @Bean
    @Primary
    Carrier carrierWithFaults(Carrier carrier, List<Fault> faults, MeterRegistry registry) {
        Carrier watched = new WatchedCarrier(order -> {
            faults.forEach(Fault::atCarrier);
            carrier.book(order);
        }, registry);
        return order -> {
            faults.forEach(Fault::inTransaction);
            watched.book(order);
        };
    }

    @Bean
    @FilterRegistration(urlPatterns = "/api/delivery")
    HttpFilter faultsBeforeTheTransaction(List<Fault> faults) {
        return new HttpFilter() {

            @Override
            protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                if (HttpMethod.POST.matches(request.getMethod())) {
                    faults.forEach(Fault::beforeTransaction);
                }
                chain.doFilter(request, response);
            }
        };
    }
}
