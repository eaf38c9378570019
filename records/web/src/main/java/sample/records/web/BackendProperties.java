package sample.records.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the front end reaches the API.
 *
 * @param apiUrl its stage's address, such as {@code https://abc123.execute-api.eu-west-1.amazonaws.com/prod}; empty until
 *     there is one, because the front end is set up before the API
 * @param connectTimeout the most a new connection may take
 * @param timeout the most an answer may take from the request to its last byte
 */
@ConfigurationProperties("backend")
record BackendProperties(String apiUrl, Duration connectTimeout, Duration timeout) {
}
