package sample.local.signals.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A resource's properties, or a part of them. A value that is missing, of another type or of another form than asked
 * for is a {@link TemplateException} that names the resource and the property. Numbers and booleans may stand in
 * quotes, as in CloudFormation.
 */
public final class Resource {

    private final String where;
    private final Map<?, ?> properties;
    private final Functions functions;

    Resource(String where, Map<?, ?> properties, Functions functions) {
        this.where = where;
        this.properties = properties;
        this.functions = functions;
    }

    /** Refuses all properties but these. */
    public Resource only(Set<String> known) {
        for (Object name : properties.keySet()) {
            if (!known.contains(String.valueOf(name))) {
                throw new TemplateException(at(String.valueOf(name)) + " is not understood here");
            }
        }
        return this;
    }

    public boolean has(String name) {
        return properties.containsKey(name) && value(name).isPresent();
    }

    public String text(String name) {
        return text(name, required(name));
    }

    public String text(String name, String standard) {
        return value(name).map(value -> text(name, value)).orElse(standard);
    }

    public double number(String name) {
        return number(name, text(name));
    }

    /** A whole number from 1 on. */
    public int whole(String name) {
        double number = number(name);
        if (number != Math.rint(number) || number < 1 || number > 1_000_000) {
            throw new TemplateException(at(name) + ": " + text(name) + " is not a whole number from 1 on");
        }
        return (int) number;
    }

    public int whole(String name, int standard) {
        return has(name) ? whole(name) : standard;
    }

    public boolean flag(String name, boolean standard) {
        return switch (text(name, String.valueOf(standard))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new TemplateException(at(name) + ": " + text(name) + " is not true or false");
        };
    }

    public Resource part(String name) {
        return part(where + ": " + name, required(name));
    }

    /** The parts in a list; none where the property is not there. */
    public List<Resource> parts(String name) {
        List<Resource> parts = new ArrayList<>();
        List<?> list = list(name);
        for (int i = 0; i < list.size(); i++) {
            parts.add(part(at(name) + "[" + i + "]", list.get(i)));
        }
        return parts;
    }

    public List<String> texts(String name) {
        return list(name).stream().map(value -> text(name, value)).toList();
    }

    /** A refusal of what {@code name} says. */
    public TemplateException refusal(String name, String why) {
        return new TemplateException(at(name) + ": " + why);
    }

    private List<?> list(String name) {
        return value(name).<List<?>>map(value -> {
            if (value instanceof List<?> list) {
                return list;
            }
            throw refusal(name, "a list was expected, not " + value);
        }).orElse(List.of());
    }

    private Resource part(String place, Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Resource(place, map, functions);
        }
        throw new TemplateException(place + ": a map was expected, not " + value);
    }

    private Optional<Object> value(String name) {
        return Optional.<Object>ofNullable(properties.get(name)).flatMap(value -> functions.value(value, at(name)));
    }

    private Object required(String name) {
        return value(name).orElseThrow(() -> new TemplateException(at(name) + " is missing"));
    }

    private String text(String name, Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw refusal(name, "a text or a number was expected, not " + value);
    }

    private double number(String name, String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw refusal(name, text + " is not a number");
    }

    private String at(String name) {
        return where + ": " + name;
    }
}
