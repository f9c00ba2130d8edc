package io.slipway.sandbox.type;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.schema.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents by which clients find out what is served. Stateless but for the types. */
public final class Discovery {

    private final ServedTypes types;

    /** On these types. */
    public Discovery(ServedTypes types) {
        this.types = types;
    }

    private static Map<String, Object> tree(Object... fields) {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            tree.put((String) fields[i], fields[i + 1]);
        }
        return tree;
    }

    /** {@code /api}. */
    public Map<String, Object> legacyVersions(String address) {
        return tree(
                "kind",
                "APIVersions",
                "versions",
                List.of("v1"),
                "serverAddressByClientCIDRs",
                List.of(tree("clientCIDR", "0.0.0.0/0", "serverAddress", address)));
    }

    /** {@code /apis}. */
    public Map<String, Object> groups() {
        return tree(
                "kind",
                "APIGroupList",
                "apiVersion",
                "v1",
                "groups",
                types.groups().stream()
                        .filter(g -> !g.name().isEmpty())
                        .<Object>map(Discovery::group)
                        .toList());
    }

    /** {@code /apis/<group>}. */
    public Optional<Map<String, Object>> group(String name) {
        return types.groups().stream()
                .filter(g -> g.name().equals(name) && !name.isEmpty())
                .findFirst()
                .map(g -> {
                    var tree = tree("kind", "APIGroup", "apiVersion", "v1");
                    tree.putAll(group(g));
                    return tree;
                });
    }

    private static Map<String, Object> group(ServedTypes.Group group) {
        var versions =
                group.versions().keySet().stream()
                        .<Object>map(
                                v -> tree("groupVersion", group.name() + "/" + v, "version", v))
                        .toList();
        return tree(
                "name",
                group.name(),
                "versions",
                versions,
                "preferredVersion",
                versions.getFirst());
    }

    /** {@code /api/v1} or {@code /apis/<group>/<version>}. */
    public Optional<Map<String, Object>> resources(String group, String version) {
        var served =
                types.all().stream()
                        .filter(t -> t.group().equals(group) && t.kind().version().equals(version))
                        .toList();
        if (served.isEmpty()) {
            return Optional.empty();
        }
        var resources = new ArrayList<Object>();
        served.forEach(t -> addResources(t.resource(), resources));
        return Optional.of(
                tree(
                        "kind",
                        "APIResourceList",
                        "apiVersion",
                        "v1",
                        "groupVersion",
                        group.isEmpty() ? version : group + "/" + version,
                        "resources",
                        resources));
    }

    private static void addResources(ResourceType r, List<Object> into) {
        var tree =
                tree(
                        "name",
                        r.plural(),
                        "singularName",
                        r.singular(),
                        "namespaced",
                        r.namespaced(),
                        "kind",
                        r.type().kind(),
                        "verbs",
                        r.verbs());
        if (!r.shortNames().isEmpty()) {
            tree.put("shortNames", r.shortNames());
        }
        if (!r.categories().isEmpty()) {
            tree.put("categories", r.categories());
        }
        into.add(tree);
        for (var s : r.subresources()) {
            var part =
                    tree(
                            "name",
                            r.plural() + "/" + s.name(),
                            "singularName",
                            "",
                            "namespaced",
                            r.namespaced(),
                            "kind",
                            s.type().kind(),
                            "verbs",
                            s.verbs());
            if (!s.type().group().equals(r.type().group())
                    || !s.type().version().equals(r.type().version())) {
                part.put("group", s.type().group());
                part.put("version", s.type().version());
            }
            into.add(part);
        }
    }

    /** {@code /api} (the core group) or {@code /apis} (all others) in the aggregated form. */
    public Map<String, Object> aggregated(boolean core) {
        var items =
                types.groups().stream()
                        .filter(g -> g.name().isEmpty() == core)
                        .<Object>map(g ->
                                tree(
                                        "metadata",
                                        core ? tree() : tree("name", g.name()),
                                        "versions",
                                        g.versions().entrySet().stream()
                                                .<Object>map(
                                                        v -> aggregated(v.getKey(), v.getValue()))
                                                .toList()))
                        .toList();
        return tree(
                "kind",
                "APIGroupDiscoveryList",
                "apiVersion",
                "apidiscovery.k8s.io/v2",
                "metadata",
                tree(),
                "items",
                items);
    }

    private static Map<String, Object> aggregated(String version, List<ServedType> served) {
        return tree(
                "version",
                version,
                "resources",
                served.stream().<Object>map(t -> aggregated(t.resource())).toList(),
                "freshness",
                "Current");
    }

    private static Map<String, Object> kind(GroupVersionKind kind) {
        return tree("group", kind.group(), "version", kind.version(), "kind", kind.kind());
    }

    private static Map<String, Object> aggregated(ResourceType r) {
        var tree =
                tree(
                        "resource",
                        r.plural(),
                        "responseKind",
                        kind(r.type()),
                        "scope",
                        r.namespaced() ? "Namespaced" : "Cluster",
                        "singularResource",
                        r.singular(),
                        "verbs",
                        r.verbs());
        if (!r.shortNames().isEmpty()) {
            tree.put("shortNames", r.shortNames());
        }
        if (!r.categories().isEmpty()) {
            tree.put("categories", r.categories());
        }
        if (!r.subresources().isEmpty()) {
            tree.put(
                    "subresources",
                    r.subresources().stream()
                            .<Object>map(s ->
                                    tree(
                                            "subresource",
                                            s.name(),
                                            "responseKind",
                                            kind(s.type()),
                                            "verbs",
                                            s.verbs()))
                            .toList());
        }
        return tree;
    }
}
