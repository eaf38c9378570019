package sample.contract.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;

/** What a service imports to speak the contract: its JSON, the body limit, problem answers and the probes. */
@Configuration(proxyBeanMethods = false)
@Import({BodyLimit.class, Probes.class, Problems.class, TraceIdInProblems.class})
public class HttpContract {

    /** Names are snake_case. A quantity of 1.5 or a price of "free" is an error to report, not a value to bend. */
    @Bean
    JsonMapperBuilderCustomizer contractJson() {
        return mapper -> mapper
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL));
    }
}
