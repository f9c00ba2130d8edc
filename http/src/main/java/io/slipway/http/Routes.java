package io.slipway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A surface's table of routes. Templates are paths below the host: {@code :name} stands for one
 * segment ({@code %2F} inside it stays inside it and arrives decoded), {@code *name} for one or
 * more segments, joined by slashes. A literal segment wins over {@code :name}, which wins over
 * {@code *name}; order of registration does not matter. A GET route also answers HEAD.
 *
 * <p>Not thread-safe while it is being filled; a server reads it only afterwards.
 */
public final class Routes {
    private final RouteTree tree = new RouteTree();
    private final List<Route> all = new ArrayList<>();

    /** Adds a GET route. */
    public Route get(String template, Handler handler) {
        return add("GET", template, handler);
    }

    /** Adds a POST route. */
    public Route post(String template, Handler handler) {
        return add("POST", template, handler);
    }

    /** Adds a PUT route. */
    public Route put(String template, Handler handler) {
        return add("PUT", template, handler);
    }

    /** Adds a PATCH route. */
    public Route patch(String template, Handler handler) {
        return add("PATCH", template, handler);
    }

    /** Adds a DELETE route. */
    public Route delete(String template, Handler handler) {
        return add("DELETE", template, handler);
    }

    /**
     * Adds a route.
     *
     * @throws IllegalArgumentException if the template is malformed or the pair is taken
     */
    public Route add(String method, String template, Handler handler) {
        var route = new Route(method, template, handler);
        tree.add(route);
        all.add(route);
        return route;
    }

    /** Every route, in the order of registration. */
    public List<Route> all() {
        return List.copyOf(all);
    }

    /** The first literal segments of all routes, sorted. */
    public Set<String> firstSegments() {
        var segments = new TreeSet<String>();
        for (var route : all) {
            var first = route.pieces().isEmpty() ? "" : route.pieces().getFirst();
            if (!first.isEmpty() && first.charAt(0) != ':' && first.charAt(0) != '*') {
                segments.add(first);
            }
        }
        return segments;
    }

    RouteTree tree() {
        return tree;
    }
}
