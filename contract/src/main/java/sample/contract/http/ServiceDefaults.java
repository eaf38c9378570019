package sample.contract.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/**
 * What a service imports to speak the contract: strict JSON, the body limit, problem answers, the OpenAPI document, limits for its
 * clients, the probes and the drain.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpLimits.class)
@Import({Admission.class, Drain.class, ErrorPage.class, HttpConnectors.class, JsonBody.class, NoPreflight.class, OpenApi.class,
        OwnRequests.class, Probes.class, ProblemContext.class, Problems.class, Utf8Answers.class})
public class ServiceDefaults {

    /** Each JSON type is taken as it is: no number or boolean becomes text, and no text a number or nothing. */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return mapper -> mapper
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(coercion -> coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .withCoercionConfig(LogicalType.Textual, coercion -> coercion
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert)
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL));
    }
}
