package sample.contract.http;

import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Answers are JSON in UTF-8, whatever charset the header {@code Accept} asks for. Spring would find out that it cannot write the other
 * charset after the order is stored.
 */
class Utf8Answers implements WebMvcConfigurer {

    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        negotiation.strategies(List.of(new WithoutParameters()));
    }

    private static final class WithoutParameters extends HeaderContentNegotiationStrategy {

        @Override
        public List<MediaType> resolveMediaTypes(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
            return super.resolveMediaTypes(request).stream().map(WithoutParameters::withoutCharset).toList();
        }

        private static MediaType withoutCharset(MediaType type) {
            return type.getCharset() == null ? type : new MediaType(type, Map.of("q", String.valueOf(type.getQualityValue())));
        }
    }
}
