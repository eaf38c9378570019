package sample.local.signals.dashboard;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A widget that draws metrics.
 *
 * @param place {@code x}, {@code y}, {@code width} and {@code height}, in the 24 columns of a dashboard
 * @param period in seconds, what the title's "a minute" means
 * @param properties as the template says, for what is only shown: the axes and the annotations
 */
record Widget(String title, List<Integer> place, int period, List<Line> lines, JsonNode properties) {
}
