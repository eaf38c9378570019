package sample.local.signals.dashboard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import sample.local.signals.metrics.Metric;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.metrics.Statistic;
import sample.local.signals.requests.ApplicationSignals;
import sample.local.signals.template.Template;

/** The template's dashboard, with the points of its charts. */
public final class Dashboard {

    private static final Set<String> GROWS_WITH_TIME = Set.of("Sum", "SampleCount");

    private final MetricStore metrics;
    private final Clock clock;
    private final List<Widget> widgets;

    /**
     * @throws sample.local.signals.template.TemplateException when a widget says something that is not understood
     *         here
     */
    public Dashboard(Template template, MetricStore metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        this.widgets = template.resources("AWS::CloudWatch::Dashboard").stream()
                .flatMap(it -> DashboardReader.read(it).stream()).toList();
    }

    /** Returns the metrics that widgets ask for, with their titles. */
    public Map<Metric, List<String>> metrics() {
        Map<Metric, List<String>> asked = new LinkedHashMap<>();
        widgets.forEach(widget -> widget.lines().forEach(line -> {
            if (line instanceof Line.Single single) {
                asked.computeIfAbsent(single.drawn().metric(), it -> new ArrayList<>()).add(widget.title());
            }
        }));
        return asked;
    }

    /** Returns the titles of the widgets whose search finds nothing. */
    public List<String> emptySearches() {
        return widgets.stream().filter(widget -> widget.lines().stream()
                .anyMatch(line -> line instanceof Line.Found && line.drawn(metrics).isEmpty())).map(Widget::title)
                .toList();
    }

    /**
     * Returns the charts, with one point for each {@code period} of the last {@code length}, the oldest first; null
     * where there is none. What grows with the time it is counted over is given for the widget's own period, such as
     * "a minute".
     */
    public Map<String, Object> charts(Duration length, Duration period) {
        long step = period.toSeconds();
        Instant end = Instant.ofEpochSecond(clock.instant().getEpochSecond() / step * step);
        Instant begin = end.minus(length);
        return Map.of("from", begin, "period_s", step, "charts", widgets.stream()
                .map(widget -> chart(widget, begin, end, period)).toList());
    }

    private Map<String, Object> chart(Widget widget, Instant begin, Instant end, Duration period) {
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("title", widget.title());
        chart.put("x", widget.place().get(0));
        chart.put("y", widget.place().get(1));
        chart.put("width", widget.place().get(2));
        chart.put("height", widget.place().get(3));
        chart.put("y_axis", widget.properties().path("yAxis"));
        chart.put("annotations", widget.properties().path("annotations").path("horizontal"));
        chart.put("series", widget.lines().stream().flatMap(line -> line.drawn(metrics).stream())
                .map(line -> series(line, widget, begin, end, period)).toList());
        return chart;
    }

    private Map<String, Object> series(Line.Drawn line, Widget widget, Instant begin, Instant end, Duration period) {
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("label", line.label());
        series.put("statistic", line.statistic().name());
        series.put("metric", line.metric());
        series.put("color", line.color().orElse(null));
        boolean bySecond = line.metric().namespace().equals(ApplicationSignals.NAMESPACE);
        series.put("resolution_s", bySecond ? 1 : 60);
        double scale = bySecond && GROWS_WITH_TIME.contains(line.statistic().name())
                ? widget.period() / (double) period.toSeconds() : 1;
        List<Double> points = points(line.metric(), line.statistic(), begin, end, period, scale);
        series.put("points", points);
        series.put("last", points.stream().filter(Objects::nonNull).reduce((one, later) -> later).orElse(null));
        return series;
    }

    private List<Double> points(Metric metric, Statistic statistic, Instant begin, Instant end, Duration period,
            double scale) {
        List<Double> points = new ArrayList<>();
        metrics.series(metric, begin, end, period).forEach(values -> {
            Optional<Double> value = values.flatMap(it -> it.statistic(statistic));
            points.add(value.map(it -> it * scale).orElse(null));
        });
        return points;
    }
}
