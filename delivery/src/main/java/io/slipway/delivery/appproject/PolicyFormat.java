package io.slipway.delivery.appproject;

import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies as trees, in the words of {@code AppProject.spec}. Pure. */
public final class PolicyFormat {

    private PolicyFormat() {}

    /** The policy of a tree; what is missing is empty, what is unknown is left out. */
    public static ProjectPolicy read(Map<String, Object> tree) {
        return new ProjectPolicy(
                text(tree, "description"),
                Trees.listAt(tree, "sourceRepos").stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList(),
                Trees.listAt(tree, "destinations").stream()
                        .map(d ->
                                new ProjectPolicy.Destination(
                                        text(d, "server"), text(d, "name"), text(d, "namespace")))
                        .toList(),
                kinds(Trees.listAt(tree, "clusterResourceWhitelist")),
                kinds(Trees.listAt(tree, "clusterResourceBlacklist")),
                Optional.ofNullable(tree.get("namespaceResourceWhitelist"))
                        .map(l -> kinds(Trees.list(l))),
                kinds(Trees.listAt(tree, "namespaceResourceBlacklist")),
                Optional.ofNullable(tree.get("orphanedResources")).map(PolicyFormat::orphans));
    }

    private static ProjectPolicy.OrphanedResources orphans(Object tree) {
        return new ProjectPolicy.OrphanedResources(
                Trees.at(tree, "warn").filter(Boolean.class::isInstance).map(Boolean.class::cast),
                kinds(Trees.listAt(tree, "ignore")));
    }

    private static List<ProjectPolicy.Kind> kinds(List<?> trees) {
        return trees.stream()
                .map(k ->
                        new ProjectPolicy.Kind(text(k, "group"), text(k, "kind"), text(k, "name")))
                .toList();
    }

    private static String text(Object tree, String field) {
        return Trees.stringAt(tree, field).orElse("");
    }

    /** The tree of a policy; lists whose absence means the same are left out when empty. */
    public static Map<String, Object> write(ProjectPolicy policy) {
        var tree = new LinkedHashMap<String, Object>();
        put(tree, "description", policy.description());
        put(tree, "sourceRepos", policy.sourceRepos());
        put(
                tree,
                "destinations",
                policy.destinations().stream().map(PolicyFormat::destination).toList());
        put(tree, "clusterResourceWhitelist", trees(policy.clusterResourceWhitelist()));
        put(tree, "clusterResourceBlacklist", trees(policy.clusterResourceBlacklist()));
        policy.namespaceResourceWhitelist()
                .ifPresent(kinds -> tree.put("namespaceResourceWhitelist", trees(kinds)));
        put(tree, "namespaceResourceBlacklist", trees(policy.namespaceResourceBlacklist()));
        policy.orphanedResources()
                .ifPresent(orphans -> {
                    var inner = new LinkedHashMap<String, Object>();
                    orphans.warn().ifPresent(warn -> inner.put("warn", warn));
                    put(inner, "ignore", trees(orphans.ignore()));
                    tree.put("orphanedResources", inner);
                });
        return tree;
    }

    private static Map<String, Object> destination(ProjectPolicy.Destination destination) {
        var tree = new LinkedHashMap<String, Object>();
        put(tree, "server", destination.server());
        put(tree, "name", destination.name());
        put(tree, "namespace", destination.namespace());
        return tree;
    }

    private static List<Map<String, Object>> trees(List<ProjectPolicy.Kind> kinds) {
        return kinds.stream()
                .map(k -> {
                    Map<String, Object> tree = new LinkedHashMap<>();
                    tree.put("group", k.group());
                    put(tree, "kind", k.kind());
                    put(tree, "name", k.name());
                    return tree;
                })
                .toList();
    }

    private static void put(Map<String, Object> tree, String field, Object value) {
        if (!value.equals("") && !value.equals(List.of())) {
            tree.put(field, value);
        }
    }
}
