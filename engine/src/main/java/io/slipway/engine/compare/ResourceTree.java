package io.slipway.engine.compare;

import io.slipway.engine.cluster.LiveState;
import io.slipway.engine.health.HealthRules;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Builds the tree of an application's objects and all that they own (spec: diff R). Pure reads. */
public final class ResourceTree {

    private static final int MAX_NODES = 20_000;

    private static final Set<GroupKind> COMMON =
            Set.of(
                    new GroupKind("", "Pod"),
                    new GroupKind("apps", "ReplicaSet"),
                    new GroupKind("apps", "ControllerRevision"),
                    new GroupKind("batch", "Job"),
                    new GroupKind("discovery.k8s.io", "EndpointSlice"));

    private static final Set<GroupKind> MADE_BY_CONTROLLERS =
            Set.of(
                    new GroupKind("apps", "Deployment"),
                    new GroupKind("apps", "StatefulSet"),
                    new GroupKind("", "Service"),
                    new GroupKind("", "ConfigMap"),
                    new GroupKind("", "Secret"),
                    new GroupKind("", "PersistentVolumeClaim"));

    private final HealthRules health;
    private final Tracking tracking;

    /** With what judges the nodes. */
    public ResourceTree(HealthRules health, Tracking tracking) {
        this.health = health;
        this.tracking = tracking;
    }

    /** The kinds that objects of these kinds come to own: watched, so that the tree is whole. */
    public static Set<GroupKind> ownedKinds(Set<GroupKind> managed) {
        var kinds = new HashSet<GroupKind>();
        boolean workload =
                managed.stream()
                        .anyMatch(k ->
                                Set.of("apps", "batch").contains(k.group())
                                        || k.kind().equals("Service"));
        boolean custom =
                managed.stream()
                        .anyMatch(k -> k.group().contains(".") && !k.group().endsWith(".k8s.io"));
        if (workload || custom) {
            kinds.addAll(COMMON);
        }
        if (custom) {
            kinds.addAll(MADE_BY_CONTROLLERS);
        }
        return kinds;
    }

    /**
     * Whether nodes of this kind need more than an object's metadata: what has a health rule of its
     * own, which all kinds with images have.
     */
    public boolean needsWhole(GroupKind kind) {
        return !health.isGeneric(kind);
    }

    /** The nodes, sorted by their keys' text; orphans among them when they are asked for. */
    public List<TreeNode> of(
            LiveState live,
            CompareRequest request,
            Matching matching,
            OrphanRules orphans,
            Instant now) {
        var nodes = new LinkedHashMap<ResourceKey, TreeNode>();
        var parents = new LinkedHashMap<ResourceKey, Set<ResourceKey>>();
        for (var pair : matching.pairs()) {
            if (pair.live().isEmpty()) {
                pair.desired()
                        .filter(o -> !o.name().isEmpty())
                        .ifPresent(o -> nodes.put(pair.key(), missing(o)));
                continue;
            }
            add(live, pair.live().get(), nodes, parents, now);
        }
        if (orphans.monitored() && !request.namespace().isEmpty()) {
            addOrphans(live, request, orphans, nodes, now);
        }
        parents.forEach(
                (key, owners) -> nodes.computeIfPresent(key, (_, n) -> withParents(n, owners)));
        return nodes.values().stream()
                .sorted(Comparator.comparing(n -> n.key().toString()))
                .toList();
    }

    private void add(
            LiveState live,
            ResourceObject object,
            Map<ResourceKey, TreeNode> nodes,
            Map<ResourceKey, Set<ResourceKey>> parents,
            Instant now) {
        if (nodes.size() >= MAX_NODES
                || nodes.putIfAbsent(object.key(), node(object, false, now)) != null) {
            return;
        }
        for (var child : live.ownedBy(object.uid())) {
            parents.computeIfAbsent(child.key(), _ -> new LinkedHashSet<>()).add(object.key());
            add(live, child, nodes, parents, now);
        }
    }

    private void addOrphans(
            LiveState live,
            CompareRequest request,
            OrphanRules rules,
            Map<ResourceKey, TreeNode> nodes,
            Instant now) {
        orphans(live, request, rules, Set.copyOf(nodes.keySet()))
                .forEach(o -> nodes.put(o.key(), node(o, true, now)));
    }

    /**
     * The objects of nobody in the destination namespace, in no order.
     *
     * @param managed what the application wants or owns there
     */
    public List<ResourceObject> orphans(
            LiveState live, CompareRequest request, OrphanRules rules, Set<ResourceKey> managed) {
        var all = live.inNamespace(request.namespace());
        var claims = new ClaimsOfSets(all);
        return all.stream()
                .filter(o -> !managed.contains(o.key()))
                .filter(o -> tracking.instanceOf(o).isEmpty())
                .filter(o -> rules.isOrphan(o, request.policy()))
                .filter(o -> !claims.holds(o))
                .limit(MAX_NODES)
                .toList();
    }

    private TreeNode node(ResourceObject object, boolean orphaned, Instant now) {
        return new TreeNode(
                object.key(),
                object.groupVersionKind().version(),
                object.uid(),
                List.of(),
                health.assess(object, now),
                images(object),
                ExternalUrls.of(object),
                Trees.stringAt(object.tree(), "metadata", "creationTimestamp").orElse(""),
                orphaned);
    }

    private static TreeNode missing(ResourceObject desired) {
        return new TreeNode(
                desired.key(),
                desired.groupVersionKind().version(),
                "",
                List.of(),
                Hook.of(desired).isPresent()
                        ? java.util.Optional.empty()
                        : ApplicationHealth.missing(),
                images(desired),
                List.of(),
                "",
                false);
    }

    private static TreeNode withParents(TreeNode node, Set<ResourceKey> owners) {
        return new TreeNode(
                node.key(),
                node.version(),
                node.uid(),
                List.copyOf(owners),
                node.health(),
                node.images(),
                node.externalUrls(),
                node.createdAt(),
                node.orphaned());
    }

    /** The images of every container in the object; sorted, each once. */
    public static List<String> images(ResourceObject object) {
        var found = new TreeSet<String>();
        for (var spec :
                List.of(
                        Trees.mapAt(object.tree(), "spec"),
                        Trees.mapAt(object.tree(), "spec", "template", "spec"),
                        Trees.mapAt(
                                object.tree(),
                                "spec",
                                "jobTemplate",
                                "spec",
                                "template",
                                "spec"))) {
            for (var field : List.of("initContainers", "containers", "ephemeralContainers")) {
                Trees.listAt(spec, field)
                        .forEach(c -> Trees.stringAt(c, "image").ifPresent(found::add));
            }
        }
        return List.copyOf(found);
    }
}
