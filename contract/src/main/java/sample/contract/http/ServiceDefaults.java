package sample.contract.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;

/** What a service imports to speak the contract: strict JSON, the body limit, problem answers and the probes. */
@Configuration(proxyBeanMethods = false)
@Import({BodyLimit.class, Probes.class, Problems.class, TraceIdInProblems.class})
public class ServiceDefaults {

    /** A quantity of 1.5 or a price of "free" is an error to report, not a value to bend. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return mapper -> mapper
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL));
    }

    /** The OpenAPI page is drawn by an older Jackson, which has to be told the spelling too. */
    @Bean
    ModelResolver snakeCaseSchemas() {
        return new ModelResolver(Json31.mapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }
}
