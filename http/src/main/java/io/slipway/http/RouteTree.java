package io.slipway.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path, segment by segment: literal, then one-segment parameter, then
 * many-segment parameter (shortest first), going back when a choice leads nowhere. The number of
 * steps is bounded because a template may hold one many-segment parameter only.
 */
final class RouteTree {
    private final Node root = new Node();

    void add(Route route) {
        var node = root;
        var many = 0;
        for (var piece : route.pieces()) {
            if (piece.startsWith(":")) {
                node = node.one();
            } else if (piece.startsWith("*")) {
                many++;
                node = node.many();
            } else {
                node = node.literals.computeIfAbsent(piece, _ -> new Node());
            }
        }
        if (many > 1) {
            throw new IllegalArgumentException(route.template() + " has more than one *parameter");
        }
        if (node.routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalArgumentException(
                    route.method() + " " + route.template() + " is registered twice");
        }
    }

    /** The outcome of looking a path up. */
    sealed interface Match {
        record Found(Route route, Map<String, String> parameters) implements Match {}

        record WrongMethod(Set<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    Match find(String method, List<String> segments) {
        var allowed = new TreeSet<String>();
        var found = search(root, segments, 0, method, allowed, new ArrayList<>());
        if (found.isPresent()) {
            return found.get();
        }
        return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongMethod(allowed);
    }

    private Optional<Match.Found> search(
            Node node,
            List<String> segments,
            int at,
            String method,
            Set<String> allowed,
            List<String> values) {
        if (at == segments.size()) {
            return here(node, method, allowed, values);
        }
        var literal = node.literals.get(segments.get(at));
        if (literal != null) {
            var found = search(literal, segments, at + 1, method, allowed, values);
            if (found.isPresent()) {
                return found;
            }
        }
        if (node.one != null && !segments.get(at).isEmpty()) {
            values.add(segments.get(at));
            var found = search(node.one, segments, at + 1, method, allowed, values);
            if (found.isPresent()) {
                return found;
            }
            values.removeLast();
        }
        if (node.many != null && !segments.get(at).isEmpty()) {
            for (var end = at + 1; end <= segments.size(); end++) {
                values.add(String.join("/", segments.subList(at, end)));
                var found = search(node.many, segments, end, method, allowed, values);
                if (found.isPresent()) {
                    return found;
                }
                values.removeLast();
            }
        }
        return Optional.empty();
    }

    private static Optional<Match.Found> here(
            Node node, String method, Set<String> allowed, List<String> values) {
        var route = node.routes.get(method);
        if (route == null && method.equals("HEAD")) {
            route = node.routes.get("GET");
        }
        if (route == null) {
            allowed.addAll(node.routes.keySet());
            return Optional.empty();
        }
        var parameters = new LinkedHashMap<String, String>();
        var value = 0;
        for (var piece : route.pieces()) {
            if (piece.startsWith(":") || piece.startsWith("*")) {
                parameters.put(piece.substring(1), values.get(value++));
            }
        }
        return Optional.of(new Match.Found(route, parameters));
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> routes = new TreeMap<>();
        private @Nullable Node one;
        private @Nullable Node many;

        Node one() {
            var known = one;
            if (known == null) {
                known = new Node();
                one = known;
            }
            return known;
        }

        Node many() {
            var known = many;
            if (known == null) {
                known = new Node();
                many = known;
            }
            return known;
        }
    }
}
