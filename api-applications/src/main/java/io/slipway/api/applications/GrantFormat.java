package io.slipway.api.applications;

import io.slipway.forge.grant.Destination;
import io.slipway.forge.grant.Grant;
import io.slipway.manifests.Trees;
import io.slipway.platform.problem.Invalid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A grant as an object: {@code destinations} with {@code cluster} and {@code namespace}, {@code
 * clusterKinds}, {@code roleBindings}.
 */
final class GrantFormat {

    private static final Set<String> FIELDS =
            Set.of("project", "destinations", "clusterKinds", "roleBindings");
    private static final Set<String> PLACE = Set.of("cluster", "namespace");
    private static final int MOST = 200;
    private static final int LONGEST = 253;

    private GrantFormat() {}

    static Map<String, Object> write(String project, Grant grant) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("project", project);
        tree.put(
                "destinations",
                grant.destinations().stream()
                        .<Object>map(
                                d -> Map.of("cluster", d.cluster(), "namespace", d.namespace()))
                        .toList());
        tree.put("clusterKinds", grant.clusterKinds());
        tree.put("roleBindings", grant.roleBindings());
        return tree;
    }

    /**
     * Reads all of a grant: what is left out is not granted.
     *
     * @throws Invalid with each field that cannot be used
     */
    static Grant read(Map<String, Object> tree) {
        var wrong = new LinkedHashMap<String, List<String>>();
        tree.keySet().stream()
                .filter(f -> !FIELDS.contains(f))
                .forEach(f -> wrong.put(f, List.of("is no field of a grant")));
        var destinations = new ArrayList<Destination>();
        for (var entry : list(tree, "destinations", wrong)) {
            var place = Trees.map(entry).orElse(Map.of());
            var cluster = pattern(place.get("cluster"));
            var namespace = pattern(place.get("namespace"));
            if (cluster.isEmpty() || namespace.isEmpty() || !PLACE.containsAll(place.keySet())) {
                wrong.put(
                        "destinations",
                        List.of("must be objects with a cluster and a namespace, or patterns"));
            } else {
                destinations.add(new Destination(cluster.get(), namespace.get()));
            }
        }
        var kinds = new ArrayList<String>();
        for (var entry : list(tree, "clusterKinds", wrong)) {
            pattern(entry)
                    .ifPresentOrElse(
                            kinds::add,
                            () ->
                                    wrong.put(
                                            "clusterKinds",
                                            List.of("must be texts such as Namespace or *")));
        }
        var bindings = tree.getOrDefault("roleBindings", false);
        if (!(bindings instanceof Boolean)) {
            wrong.put("roleBindings", List.of("must be true or false"));
        }
        if (!wrong.isEmpty()) {
            throw new Invalid(wrong);
        }
        return new Grant(destinations, kinds, Boolean.TRUE.equals(bindings));
    }

    private static List<?> list(
            Map<String, Object> tree, String field, Map<String, List<String>> wrong) {
        if (!tree.containsKey(field)) {
            return List.of();
        }
        if (tree.get(field) instanceof List<?> list && list.size() <= MOST) {
            return list;
        }
        wrong.put(field, List.of("must be a list of at most " + MOST));
        return List.of();
    }

    private static Optional<String> pattern(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof String text
                        && text.length() <= LONGEST
                        && text.matches("[A-Za-z0-9*][A-Za-z0-9*./_-]*")
                ? Optional.of(text)
                : Optional.empty();
    }
}
