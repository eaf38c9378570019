package sample.local.signals.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.template.Resource;
import sample.local.signals.template.TemplateException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a dashboard's JSON. What it does not understand it refuses by the dashboard, the widget and the property. */
final class DashboardReader {

    private static final Set<String> WIDGET = Set.of("type", "x", "y", "width", "height", "properties");
    private static final Set<String> PROPERTIES = Set.of("title", "region", "view", "period", "stat", "metrics",
            "yAxis", "annotations",
            "stacked", "legend");
    private static final Set<String> OPTIONS = Set.of("stat", "label", "color", "period", "id", "yAxis", "region",
            "expression");

    private final Resource dashboard;
    private String title = "";

    private DashboardReader(Resource dashboard) {
        this.dashboard = dashboard;
    }

    /** Returns the widgets that draw metrics; those of alarms and of text are the page's own matter. */
    static List<Widget> read(Resource dashboard) {
        return new DashboardReader(dashboard).widgets();
    }

    private List<Widget> widgets() {
        List<Widget> widgets = new ArrayList<>();
        try {
            JsonNode body = JsonMapper.shared().readTree(dashboard.text("DashboardBody"));
            if (!body.path("widgets").isArray()) {
                throw refusal("it has no widgets");
            }
            for (JsonNode widget : body.path("widgets").values()) {
                title = widget.path("properties").path("title").asString("");
                only(widget, WIDGET);
                switch (widget.path("type").asString("")) {
                    case "metric" -> widgets.add(widget(widget));
                    case "alarm", "text" -> {
                        // The page shows all alarms in a place of their own.
                    }
                    default -> throw refusal("a widget of the type " + widget.path("type") + " is not drawn here");
                }
            }
        } catch (JacksonException e) {
            throw refusal("it is not JSON: " + e.getOriginalMessage());
        }
        return widgets;
    }

    private Widget widget(JsonNode widget) {
        JsonNode properties = widget.path("properties");
        only(properties, PROPERTIES);
        int period = properties.path("period").asInt(300);
        if (period < 60 || period % 60 != 0) {
            throw refusal("its period is " + period + " s and not whole minutes");
        }
        String standard = properties.path("stat").asString("Average");
        List<Line> lines = new ArrayList<>();
        List<String> before = List.of();
        for (JsonNode metric : properties.path("metrics").values()) {
            List<JsonNode> parts = new ArrayList<>(metric.values());
            JsonNode options = !parts.isEmpty() && parts.getLast()
                    .isObject() ? parts.removeLast() : JsonMapper.shared().createObjectNode();
            only(options, OPTIONS);
            if (options.has("expression")) {
                lines.add(search(options));
                continue;
            }
            before = written(parts.stream().map(part -> part.asString("")).toList(), before);
            lines.add(new Line.Single(single(before, options, standard)));
        }
        return new Widget(title, List.of(widget.path("x").asInt(0), widget.path("y").asInt(0), widget.path("width")
                .asInt(6),
                widget.path("height").asInt(6)), period, lines, properties);
    }

    private Line search(JsonNode options) {
        String expression = options.path("expression").asString("");
        try {
            return new Line.Found(Search.of(expression).orElseThrow(() ->
                    refusal("the expression " + expression + " is not computed here")),
                    options.path("label").asString(""), color(options));
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage());
        }
    }

    /**
     * {@code "."} is what stood at the same place in the metric before, {@code "..."} all that stood in the places up
     * to here.
     */
    private List<String> written(List<String> parts, List<String> before) {
        List<String> all = new ArrayList<>();
        for (String part : parts) {
            if (part.equals("...")) {
                all.addAll(before.subList(Math.min(all.size(), before.size()),
                        Math.max(all.size(), before.size() - (parts.size() - 1 - parts.indexOf(part)))));
            } else if (part.equals(".")) {
                if (all.size() >= before.size()) {
                    throw refusal("a dot stands for nothing");
                }
                all.add(before.get(all.size()));
            } else {
                all.add(part);
            }
        }
        return all;
    }

    private Line.Drawn single(List<String> parts, JsonNode options, String standard) {
        if (parts.size() < 2 || parts.size() % 2 != 0) {
            throw refusal("a metric is a namespace, a name, and pairs of dimensions, not " + parts);
        }
        Map<String, String> dimensions = new LinkedHashMap<>();
        for (int i = 2; i < parts.size(); i += 2) {
            dimensions.put(parts.get(i), parts.get(i + 1));
        }
        try {
            Statistic statistic = Statistic.of(options.path("stat").asString(standard));
            String label = options.path("label").asString(parts.get(1)
                    + (statistic.isPercentile() ? " " + statistic.name() : ""));
            return new Line.Drawn(new Metric(parts.getFirst(), parts.get(1), dimensions), statistic, label,
                    color(options));
        } catch (IllegalArgumentException e) {
            throw refusal(e.getMessage());
        }
    }

    private static Optional<String> color(JsonNode options) {
        return Optional.of(options.path("color").asString("")).filter(color -> color.matches("#[0-9a-fA-F]{3,8}"));
    }

    private void only(JsonNode node, Set<String> known) {
        for (String name : node.propertyNames()) {
            if (!known.contains(name)) {
                throw refusal(name + " is not understood here");
            }
        }
    }

    private TemplateException refusal(String why) {
        return dashboard.refusal("DashboardBody", (title.isEmpty() ? "" : "\"" + title + "\": ") + why);
    }
}
