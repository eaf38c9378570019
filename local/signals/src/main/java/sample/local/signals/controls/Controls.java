package sample.local.signals.controls;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The page's switches: the faults, the load, one order. What a switch does is what the scripts do, and {@link #state()} names the
 * command. Each throws {@link ControlException} when it does not do what is asked.
 */
public final class Controls implements AutoCloseable {

    /** What scripts/7-restore-normal.sh gives the pool. */
    private static final Map<String, String> NORMAL = Map.of("mysql/pool-size", "10", "mysql/max-overflow", "20");
    private static final String RESTORE = "scripts/7-restore-normal.sh --local";

    private final List<Fault> faults = Fault.catalogue();
    private final ControlSettings settings;
    private final Clock clock;
    private final Parameters parameters;
    private final Orders orders;
    private final Optional<Drills> drills;
    private Optional<Load> load = Optional.empty();

    private Controls(ControlSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.parameters = new Parameters(settings, clock);
        this.orders = new Orders(settings.orders());
        this.drills = settings.drill().map(folders -> new Drills(folders.scripts(), folders.state(), clock));
    }

    public static Controls start(ControlSettings settings, Clock clock) {
        return new Controls(settings, clock);
    }

    public synchronized Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        Optional<Map<String, String>> now = parameters.seen();
        state.put("faults", faults.stream().map(fault -> state(fault, now)).toList());
        state.put("restore_command", RESTORE);
        Map<String, Object> sender = new LinkedHashMap<>();
        sender.put("running", load.isPresent());
        sender.put("rate_per_s", load.map(Load::rate).orElse(null));
        sender.put("since", load.map(Load::since).orElse(null));
        sender.put("sent", load.map(Load::sent).orElse(null));
        sender.put("ok", load.map(Load::ok).orElse(null));
        sender.put("failed", load.map(Load::failed).orElse(null));
        sender.put("command", "scripts/5-generate-load.sh --local --rate " + load.map(Load::rate).orElse(60));
        state.put("load", sender);
        state.put("drill", drills.map(Drills::state).orElse(null));
        return state;
    }

    private Map<String, Object> state(Fault fault, Optional<Map<String, String>> now) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("name", fault.name());
        state.put("description", fault.description());
        state.put("parameter", fault.introduced().keySet().stream().map(this::fullName).collect(Collectors.joining(", ")));
        state.put("normal", fault.introduced().keySet().stream().map(Controls::normal).collect(Collectors.joining(", ")));
        state.put("introduced", String.join(", ", fault.introduced().values()));
        state.put("unit", null);
        state.put("value", now.map(values -> fault.introduced().keySet().stream()
                .map(name -> values.getOrDefault(name, normal(name))).collect(Collectors.joining(", "))).orElse(null));
        state.put("on", now.map(values -> isOn(fault, values)).orElse(false));
        state.put("introduce_command", "scripts/6-introduce-fault.sh --local --fault " + fault.name());
        state.put("restore_command", RESTORE);
        return state;
    }

    /** A fault of its own is on at any value but 0; one of the pool's parameters at the values that introduce it. */
    private static boolean isOn(Fault fault, Map<String, String> values) {
        return fault.introduced().entrySet().stream().allMatch(it -> Fault.isOwn(it.getKey())
                ? !values.getOrDefault(it.getKey(), "0").equals("0") : it.getValue().equals(values.get(it.getKey())));
    }

    private static String normal(String parameter) {
        return Fault.isOwn(parameter) ? "0" : NORMAL.get(parameter);
    }

    private String fullName(String parameter) {
        return "/" + settings.environmentName() + "/" + parameter;
    }

    /** Takes {@code {"fault": NAME, "on": BOOLEAN}}. */
    public void fault(JsonNode asked) {
        Fault fault = named(asked);
        if (!asked.path("on").isBoolean()) {
            throw new ControlException(400, "on is true or false");
        }
        if (asked.path("on").booleanValue()) {
            parameters.put(fault.introduced());
        } else {
            restore(List.of(fault));
        }
    }

    private Fault named(JsonNode asked) {
        String name = asked.path("fault").asString("");
        return faults.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow(() -> new ControlException(404,
                "There is no such fault: take one of " + faults.stream().map(Fault::name).collect(Collectors.joining(", "))));
    }

    /** Ends all faults. */
    public void restore() {
        restore(faults);
    }

    private void restore(List<Fault> these) {
        List<String> names = these.stream().flatMap(fault -> fault.introduced().keySet().stream()).distinct().toList();
        Map<String, String> pool = names.stream().filter(name -> !Fault.isOwn(name))
                .collect(Collectors.toMap(name -> name, Controls::normal));
        List<String> own = names.stream().filter(Fault::isOwn).toList();
        parameters.put(pool);
        if (!own.isEmpty()) {
            parameters.delete(own);
        }
    }

    /** Takes {@code {"rate_per_s": NUMBER}}, 0 to {@value Load#MAX_RATE}; 0 ends the load. */
    public synchronized void load(JsonNode asked) {
        JsonNode rate = asked.path("rate_per_s");
        if (!rate.isIntegralNumber() || !rate.canConvertToInt() || rate.intValue() < 0 || rate.intValue() > Load.MAX_RATE) {
            throw new ControlException(400, "rate_per_s is a whole number of orders a second, 0 to " + Load.MAX_RATE);
        }
        load.ifPresent(Load::close);
        load = rate.intValue() == 0 ? Optional.empty() : Optional.of(new Load(orders, rate.intValue(), clock.instant()));
    }

    /** Takes {@code {"fault": NAME}}, which starts a drill, or {@code {"stop": true}}. */
    public synchronized void drill(JsonNode asked) {
        Drills these = drills();
        if (asked.path("stop").asBoolean(false)) {
            these.stop();
        } else if (load.isPresent()) {
            throw new ControlException(409, "The drill sends its own load: stop the load first");
        } else {
            these.start(named(asked).name());
        }
    }

    /** Takes what a drill tells of itself. */
    public void drillTells(JsonNode progress) {
        try {
            drills().tell(progress);
        } catch (JacksonException e) {
            throw new ControlException(400, "This is not what a drill tells");
        }
    }

    /** The page that the last drill wrote. */
    public Optional<Path> drillReport() {
        return drills.flatMap(Drills::report);
    }

    private Drills drills() {
        return drills.orElseThrow(() -> new ControlException(404, "There is no drill here"));
    }

    /** Sends one order, and says what became of it. */
    public Map<String, Object> order() {
        long begin = System.nanoTime();
        try {
            HttpResponse<String> answer = orders.send();
            Map<String, Object> state = new LinkedHashMap<>();
            state.put("status", answer.statusCode());
            state.put("ms", (System.nanoTime() - begin) / 1_000_000);
            JsonNode body = JsonMapper.shared().readTree(answer.body());
            state.put("order_id", body.path("order_id").asString(null));
            state.put("trace_id", body.path("trace_id").asString(null));
            state.put("body", body);
            return state;
        } catch (IOException e) {
            throw new ControlException(502, "order-api does not answer: " + e);
        } catch (JacksonException e) {
            throw new ControlException(502, "order-api's answer is not JSON");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException(503, "Signals stops");
        }
    }

    @Override
    public synchronized void close() {
        drills.ifPresent(Drills::close);
        load.ifPresent(Load::close);
        orders.close();
        parameters.close();
    }
}
