package io.slipway.api.gitlab.call;

import java.util.ArrayList;
import java.util.List;

/**
 * The table of this surface while it is built: each class of calls adds its own lines. Not
 * thread-safe.
 */
public final class Table {
    private final List<Endpoint> lines = new ArrayList<>();
    private String section = "";

    /** The heading of the lines that follow. */
    public Table section(String heading) {
        section = heading;
        return this;
    }

    /** A GET line. */
    public Endpoint get(String template, String summary, CallHandler handler) {
        return add("GET", template, summary, handler, false);
    }

    /** A POST line. */
    public Endpoint post(String template, String summary, CallHandler handler) {
        return add("POST", template, summary, handler, false);
    }

    /** A PUT line. */
    public Endpoint put(String template, String summary, CallHandler handler) {
        return add("PUT", template, summary, handler, false);
    }

    /** A DELETE line. */
    public Endpoint delete(String template, String summary, CallHandler handler) {
        return add("DELETE", template, summary, handler, false);
    }

    /** A line that needs nobody to be signed in. */
    public Endpoint open(String method, String template, String summary, CallHandler handler) {
        return add(method, template, summary, handler, true);
    }

    private Endpoint add(
            String method, String template, String summary, CallHandler handler, boolean open) {
        var line = new Endpoint(method, template, section, summary, handler, open);
        lines.add(line);
        return line;
    }

    /** All lines, in the order of their coming. */
    public List<Endpoint> lines() {
        return List.copyOf(lines);
    }
}
