package io.slipway.platform.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a stored event: a small tree of texts, numbers, truth values and lists. */
public final class EventBody {

    private final Map<String, Object> fields;

    EventBody(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** An empty body to fill. */
    public static EventBody empty() {
        return new EventBody(new LinkedHashMap<>());
    }

    /** Adds a text. */
    public EventBody put(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a number. */
    public EventBody put(String name, long value) {
        fields.put(name, value);
        return this;
    }

    /** Adds a truth value. */
    public EventBody put(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    /** Adds an instant, as text with all its digits. */
    public EventBody put(String name, Instant value) {
        return put(name, value.toString());
    }

    /** Adds a text if there is one. */
    public EventBody put(String name, Optional<String> value) {
        value.ifPresent(text -> fields.put(name, text));
        return this;
    }

    /** Adds a list of texts. */
    public EventBody putTexts(String name, List<String> values) {
        fields.put(name, List.copyOf(values));
        return this;
    }

    /** Adds a list of bodies. */
    public EventBody putBodies(String name, List<EventBody> values) {
        fields.put(name, values.stream().map(body -> body.fields).toList());
        return this;
    }

    /** A text that must be there. */
    public String text(String name) {
        return (String) required(name);
    }

    /** A text, if there is one. */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable((String) fields.get(name));
    }

    /** A number that must be there. */
    public long number(String name) {
        return (Long) required(name);
    }

    /** A number, if there is one. */
    public Optional<Long> optionalNumber(String name) {
        return Optional.ofNullable((Long) fields.get(name));
    }

    /** A truth value; false if it is absent. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** An instant that must be there. */
    public Instant instant(String name) {
        return Instant.parse(text(name));
    }

    /** A list of texts; empty if it is absent. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object one : listOf(name)) {
            texts.add((String) one);
        }
        return texts;
    }

    /** A list of bodies; empty if it is absent. */
    @SuppressWarnings("unchecked") // objects in our own JSON have text keys
    public List<EventBody> bodies(String name) {
        List<EventBody> bodies = new ArrayList<>();
        for (Object one : listOf(name)) {
            bodies.add(new EventBody((Map<String, Object>) one));
        }
        return bodies;
    }

    /** The body as JSON text, for stores that keep one. */
    public String toJson() {
        return EventJson.write(fields);
    }

    /** The body of a text that {@link #toJson} made. */
    public static EventBody ofJson(String json) {
        return new EventBody(EventJson.read(json));
    }

    private Object required(String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException("a stored event lacks the field " + name);
        }
        return value;
    }

    private List<?> listOf(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }
}
