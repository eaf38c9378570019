package sample.contract.http;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.Map;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code health} (the process works) and {@code ready} (send it traffic) under the service's own path. Neither calls
 * another service nor borrows a connection, or a fault down the line would have the platform restart healthy pods.
 */
@RestController
@RequestMapping("${sample.base-path}")
@ApiResponse(responseCode = "200", description = "It can serve")
@ApiResponse(responseCode = "503", description = "It cannot serve", content = @Content(mediaType = "application/json",
        schema = @Schema(type = "object", additionalPropertiesSchema = String.class)))
class Probes {

    private final HealthEndpoint health;

    Probes(HealthEndpoint health) {
        this.health = health;
    }

    @GetMapping("/health")
    ResponseEntity<Map<String, String>> health() {
        return answer("liveness");
    }

    @GetMapping("/ready")
    ResponseEntity<Map<String, String>> ready() {
        return answer("readiness");
    }

    private ResponseEntity<Map<String, String>> answer(String group) {
        HealthDescriptor state = health.healthForPath(group);
        return ResponseEntity.status(Status.UP.equals(state.getStatus()) ? 200 : 503)
                .body(Map.of("status", state.getStatus().getCode()));
    }
}
