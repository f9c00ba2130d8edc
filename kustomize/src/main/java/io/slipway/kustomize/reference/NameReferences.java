package io.slipway.kustomize.reference;

import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.field.TransformerConfig.NameReference;
import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceId;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lets names in objects follow the objects that they name: spec section 6. Only objects that had
 * another name are candidates, found by that name, so the work grows with the references, not with
 * the square of the objects.
 */
public final class NameReferences {

    private record Rule(TypeName target, TypeName referrer, String path, FieldWalker walker) {}

    private final List<NameReference> table;

    public NameReferences(List<NameReference> table) {
        this.table = table;
    }

    /**
     * Updates all names.
     *
     * @throws KustomizeException when a name could mean several objects of different names
     */
    public void update(ResourceList resources) {
        var byOldName = new HashMap<String, List<Resource>>();
        for (var resource : resources.all()) {
            for (var name :
                    new java.util.LinkedHashSet<>(
                            resource.earlierIds().stream().map(ResourceId::name).toList())) {
                byOldName.computeIfAbsent(name, _ -> new ArrayList<>()).add(resource);
            }
        }
        var ofAnyKind = new ArrayList<Rule>();
        var byKind = new HashMap<String, List<Rule>>();
        for (var reference : table) {
            for (var spec : reference.referrers()) {
                var open =
                        new io.slipway.kustomize.field.FieldSpec(
                                TypeName.ANY, spec.path(), spec.create(), spec.segments());
                var rule =
                        new Rule(
                                reference.target(),
                                spec.type(),
                                spec.path(),
                                new FieldWalker(open, FieldWalker.Leaf.NONE));
                if (spec.type().kind().isEmpty()) {
                    ofAnyKind.add(rule);
                    byKind.values().forEach(rules -> rules.add(rule));
                } else {
                    byKind.computeIfAbsent(spec.type().kind(), _ -> new ArrayList<>(ofAnyKind))
                            .add(rule);
                }
            }
        }
        for (var resource : resources.all()) {
            var original = resource.originalId().type();
            var rules = byKind.getOrDefault(original.kind(), ofAnyKind);
            if (!rules.isEmpty()) {
                new Referrer(resource, resources, byOldName).update(rules, original);
            }
        }
        resources.idsMayHaveChanged();
    }

    /** One object whose names are brought up to date. */
    private static final class Referrer {
        private final Resource resource;
        private final ResourceList resources;
        private final Map<String, List<Resource>> byOldName;
        private final boolean clusterScoped;
        private final String namespace;
        private Optional<Set<String>> bindingNamespaces = Optional.empty();

        Referrer(Resource resource, ResourceList resources, Map<String, List<Resource>> byOldName) {
            this.resource = resource;
            this.resources = resources;
            this.byOldName = byOldName;
            var id = resource.id();
            this.clusterScoped = id.clusterScoped();
            this.namespace = id.effectiveNamespace();
        }

        void update(List<Rule> rules, TypeName original) {
            checkBinding();
            for (var rule : rules) {
                if (original.isSelectedBy(rule.referrer)) {
                    try {
                        rule.walker.change(resource, TypeName.ANY, node -> set(node, rule));
                    } catch (KustomizeException e) {
                        throw e.prefixed(
                                "updating name reference in '"
                                        + rule.path
                                        + "' field of '"
                                        + resource.id()
                                        + "': ");
                    }
                }
            }
        }

        private void checkBinding() {
            if (!clusterScoped && resource.kind().equals("RoleBinding")) {
                var namespaces = new HashSet<String>();
                if (resource.node().get("subjects") instanceof ListNode list) {
                    for (var item : list.items()) {
                        if (item instanceof MapNode subject
                                && subject.get("namespace") != null
                                && subject.text("kind").equals("ServiceAccount")) {
                            var value = subject.get("namespace");
                            if (value == null
                                    || value.isNull()
                                    || value instanceof ScalarNode s && !scalarIsText(s)) {
                                throw new KustomizeException(
                                        "Invalid Input: namespace is blank for resource \""
                                                + resource.id()
                                                + "\"",
                                        KustomizeException.Place.file(
                                                resource.source(), item.line()));
                            }
                            namespaces.add(value.text());
                        }
                    }
                }
                bindingNamespaces = Optional.of(namespaces);
            }
        }

        private static boolean scalarIsText(ScalarNode scalar) {
            return Values.scalar(scalar) instanceof String;
        }

        private Node set(Node node, Rule rule) {
            switch (node) {
                case ListNode list -> list.items().forEach(item -> setOne(item, rule));
                case MapNode _, ScalarNode _ -> setOne(node, rule);
            }
            return node;
        }

        private void setOne(Node node, Rule rule) {
            switch (node) {
                case ScalarNode scalar -> {
                    if (!scalar.isNull()) {
                        select(scalar.text(), rule, _ -> true, false)
                                .filter(r -> !r.name().equals(scalar.text()))
                                .ifPresent(r ->
                                        scalar.set(r.name(), io.slipway.kustomize.node.Tag.NONE));
                    }
                }
                case MapNode map -> setMap(map, rule);
                case ListNode _ ->
                        throw new KustomizeException(
                                "node is expected to be either a string or a map of string");
            }
        }

        private void setMap(MapNode map, Rule rule) {
            var name = map.get("name");
            if (name == null) {
                throw new KustomizeException("path config error; no 'name' field in node");
            }
            var old = name.text();
            if (!byOldName.containsKey(old)) {
                return;
            }
            var target = select(old, rule, inNamespaceOf(map), true);
            if (target.isEmpty()) {
                return;
            }
            var newName = target.get().name();
            var newNamespace = target.get().namespace();
            if (newName.equals(old) && newNamespace.isEmpty()) {
                return;
            }
            Resource.setField(map, "name", ScalarNode.untagged(newName));
            if (!newNamespace.isEmpty()) {
                Resource.setField(map, "namespace", ScalarNode.untagged(newNamespace));
            }
        }

        private Predicate<Resource> inNamespaceOf(MapNode map) {
            var value = map.get("namespace");
            if (value == null) {
                return _ -> true;
            }
            var wanted = value.text();
            Predicate<Resource> byOriginal =
                    r -> r.originalId().effectiveNamespace().equals(wanted);
            if (wanted.equals(ResourceId.NO_NAMESPACE)) {
                return _ -> false;
            }
            return resources.all().stream().anyMatch(r -> isCandidate(r) && byOriginal.test(r))
                    ? byOriginal
                    : r -> r.id().effectiveNamespace().equals(wanted);
        }

        private boolean isCandidate(Resource other) {
            if (clusterScoped) {
                return true;
            }
            var id = other.id();
            return id.clusterScoped()
                    || id.effectiveNamespace().equals(namespace)
                    || bindingNamespaces.map(n -> n.contains(other.namespace())).orElse(false);
        }

        private Optional<Resource> select(
                String oldName, Rule rule, Predicate<Resource> filter, boolean namespacesCount) {
            var named = byOldName.get(oldName);
            if (named == null) {
                return Optional.empty();
            }
            var role = role(rule);
            var found = new ArrayList<Resource>();
            for (var other : named) {
                if (isOrWas(other, rule.target)
                        && isCandidate(other)
                        && (role.isEmpty() || isOrWas(other, role.get()))
                        && mayCross(other)
                        && filter.test(other)) {
                    found.add(other);
                }
            }
            if (found.size() == 1) {
                return Optional.of(found.getFirst());
            }
            found.removeIf(other -> !endsAlike(other, true));
            if (found.size() > 1) {
                found.removeIf(other -> !endsAlike(other, false));
            }
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var first = found.getFirst();
            boolean same =
                    found.stream()
                            .allMatch(r ->
                                    r.name().equals(first.name())
                                            && (!namespacesCount
                                                    || r.namespace().equals(first.namespace())));
            if (same) {
                return Optional.of(first);
            }
            throw new KustomizeException(
                    "found multiple possible referrals: "
                            + String.join(
                                    ", ", found.stream().map(r -> r.id().toString()).toList()),
                    KustomizeException.Place.file(resource.source(), resource.node().line()));
        }

        private static boolean isOrWas(Resource other, TypeName type) {
            for (var id : other.earlierIds()) {
                if (id.type().isSelectedBy(type)) {
                    return true;
                }
            }
            return false;
        }

        /** Role and ClusterRole share names; {@code roleRef} says which is meant. */
        private Optional<TypeName> role(Rule rule) {
            if (!rule.path.endsWith("roleRef/name")
                    || !(resource.node().get("roleRef") instanceof MapNode ref)) {
                return Optional.empty();
            }
            return ref.get("apiGroup") == null || ref.get("kind") == null
                    ? Optional.empty()
                    : Optional.of(new TypeName(ref.text("apiGroup"), "", ref.text("kind")));
        }

        private boolean mayCross(Resource other) {
            if (clusterScoped) {
                return true;
            }
            var id = other.id();
            return id.clusterScoped()
                    || id.type().kind().equals("ServiceAccount")
                    || id.effectiveNamespace().equals(namespace);
        }

        private boolean endsAlike(Resource other, boolean emptyMatches) {
            return endAlike(other.prefixes(), resource.prefixes(), emptyMatches)
                    && endAlike(other.suffixes(), resource.suffixes(), emptyMatches);
        }

        private static boolean endAlike(List<String> a, List<String> b, boolean emptyMatches) {
            if (a.isEmpty() || b.isEmpty()) {
                return emptyMatches || a.isEmpty() && b.isEmpty();
            }
            int shorter = Math.min(a.size(), b.size());
            return a.subList(a.size() - shorter, a.size())
                    .equals(b.subList(b.size() - shorter, b.size()));
        }
    }
}
