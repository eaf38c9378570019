package sample.drill.findings;

import java.util.List;

/**
 * What health and readiness said.
 *
 * @param rounds how often both services were asked for both
 * @param red every answer that was not 200, with its time
 */
public record Probes(int rounds, List<String> red) {
}
