package sample.local.signals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import sample.local.http.LoopbackServer;
import sample.local.signals.alarms.Alarms;
import sample.local.signals.api.Api;
import sample.local.signals.api.Events;
import sample.local.signals.api.State;
import sample.local.signals.cloudwatch.CloudWatchApi;
import sample.local.signals.controls.Controls;
import sample.local.signals.dashboard.Dashboard;
import sample.local.signals.embedded.EmbeddedMetrics;
import sample.local.signals.map.ServiceMap;
import sample.local.signals.metrics.MetricStore;
import sample.local.signals.otlp.OtlpCopies;
import sample.local.signals.otlp.Telemetry;
import sample.local.signals.page.Page;
import sample.local.signals.pool.Pools;
import sample.local.signals.requests.ApplicationSignals;
import sample.local.signals.slo.Objectives;
import sample.local.signals.template.Template;
import sample.local.signals.traces.NotableRequests;
import sample.local.signals.traces.Span;
import sample.local.signals.traces.Traces;
import sample.local.signals.zipkin.ZipkinForwarder;

/** All parts, put together and running. */
final class Signals implements AutoCloseable {

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("timer").factory());
    private final HttpServer page;
    private final HttpServer otlp;
    private final Optional<Controls> controls;

    private Signals(HttpServer page, HttpServer otlp, Optional<Controls> controls) {
        this.page = page;
        this.otlp = otlp;
        this.controls = controls;
    }

    /**
     * Starts to listen; the caller closes it.
     *
     * @throws sample.local.signals.template.TemplateException when the template says something that is not understood
     *         here
     */
    static Signals start(SignalsSettings settings) throws IOException {
        Clock clock = Clock.systemUTC();
        MetricStore metrics = new MetricStore(clock);
        Template read = Template.read(settings.template(), settings.parameters());
        Alarms alarms = new Alarms(read, metrics, clock, System.out);
        Objectives objectives = new Objectives(read, metrics, clock, Alarms.ARRIVAL);
        Dashboard dashboard = new Dashboard(read, metrics, clock);
        ApplicationSignals applicationSignals = new ApplicationSignals(metrics, objectives::count);
        NotableRequests notable = new NotableRequests(clock);
        Traces traces = new Traces(clock, trace -> {
            applicationSignals.count(trace);
            notable.note(trace);
        });
        ZipkinForwarder forwarder = new ZipkinForwarder(settings.zipkin(), Duration.ofSeconds(1));
        Telemetry telemetry = new Telemetry(settings.environment(), metrics, spans -> count(spans, applicationSignals, traces),
                forwarder, OtlpCopies.to(settings.copyTo()));
        Optional<Controls> controls = settings.controls().map(it -> Controls.start(it, clock));
        State state = new State(clock, metrics, alarms, objectives,
                new ServiceMap(metrics, applicationSignals, clock, Alarms.ARRIVAL),
                new Pools(metrics, clock, settings.environment()), dashboard, notable,
                controls, () -> self(settings, telemetry, metrics, forwarder));
        Events events = new Events(state, Duration.ofSeconds(1));
        Api api = new Api(state, events, new EmbeddedMetrics(metrics), controls);
        HttpServer otlp = LoopbackServer.start(settings.otlpPort(), telemetry.handlers());
        Signals signals = new Signals(LoopbackServer.start(settings.pagePort(),
                Map.of("/", new CloudWatchApi(metrics, alarms, clock, new Page()), "/api/", api)), otlp, controls);
        forwarder.start();
        events.start();
        signals.every(Duration.ofMillis(500), traces::settle);
        signals.every(Duration.ofSeconds(1), objectives::publish);
        signals.every(Duration.ofSeconds(1), alarms::evaluate);
        signals.every(Duration.ofMinutes(1), metrics::forgetOld);
        return signals;
    }

    private static void count(List<Span> spans, ApplicationSignals applicationSignals, Traces traces) {
        spans.forEach(applicationSignals::count);
        traces.add(spans);
    }

    private static Map<String, Object> self(SignalsSettings settings, Telemetry telemetry, MetricStore metrics,
            ZipkinForwarder forwarder) {
        Map<String, Object> self = new LinkedHashMap<>();
        self.put("environment", settings.environment());
        self.put("zipkin_url", settings.zipkin());
        self.put("bypassed_by", settings.bypassedBy().orElse(null));
        self.put("received_spans", telemetry.receivedSpans());
        self.put("refused_values", metrics.refused());
        self.put("zipkin", forwarder.state());
        return self;
    }

    /** A task that fails once runs again all the same. */
    private void every(Duration time, Runnable task) {
        timer.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                System.err.println("Failed, and will be tried again: " + e);
            }
        }, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    int pagePort() {
        return page.getAddress().getPort();
    }

    int otlpPort() {
        return otlp.getAddress().getPort();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        controls.ifPresent(Controls::close);
        page.stop(0);
        otlp.stop(0);
    }
}
