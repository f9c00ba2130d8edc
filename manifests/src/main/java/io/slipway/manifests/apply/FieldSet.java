package io.slipway.manifests.apply;

import io.slipway.manifests.Trees;
import io.slipway.manifests.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths into an object. A path may be a member, have members below it, or both. Filled by
 * this package while it is made; to others immutable.
 */
public final class FieldSet {

    private static final class Node {
        boolean member;
        @Nullable FieldSet below;
    }

    private final TreeMap<PathElement, Node> nodes = new TreeMap<>();

    /** The empty set. */
    public FieldSet() {}

    /**
     * Reads a {@code fieldsV1} tree.
     *
     * @throws io.slipway.manifests.ManifestException when a key of it is no path element
     */
    public static FieldSet parse(Map<String, Object> fieldsV1) {
        var set = new FieldSet();
        fieldsV1.forEach((key, value) -> {
            if (key.equals(".")) {
                return;
            }
            var node = set.node(PathElement.decode(key));
            var below = Trees.map(value).orElse(Map.of());
            node.member = below.isEmpty() || below.containsKey(".");
            if (!below.isEmpty()) {
                node.below = parse(below);
            }
        });
        return set;
    }

    /** As a {@code fieldsV1} tree. */
    public Map<String, Object> toTree() {
        var tree = new LinkedHashMap<String, Object>();
        nodes.forEach((element, node) -> {
            var value = new LinkedHashMap<String, Object>();
            if (node.below != null && !node.below.isEmpty()) {
                if (node.member) {
                    value.put(".", new LinkedHashMap<String, Object>());
                }
                value.putAll(node.below.toTree());
            } else if (!node.member) {
                return;
            }
            tree.put(element.encode(), value);
        });
        return tree;
    }

    private Node node(PathElement element) {
        return nodes.computeIfAbsent(element, _ -> new Node());
    }

    void insert(List<PathElement> path) {
        var set = this;
        for (int i = 0; i < path.size(); i++) {
            var node = set.node(path.get(i));
            if (i == path.size() - 1) {
                node.member = true;
            } else {
                if (node.below == null) {
                    node.below = new FieldSet();
                }
                set = node.below;
            }
        }
    }

    public boolean isEmpty() {
        return nodes.values().stream()
                .noneMatch(n -> n.member || (n.below != null && !n.below.isEmpty()));
    }

    /** Whether this step is itself a member. */
    boolean has(PathElement element) {
        var node = nodes.get(element);
        return node != null && node.member;
    }

    /** Whether a path, step by step, is a member. */
    public boolean has(List<PathElement> path) {
        var set = this;
        for (int i = 0; i < path.size() - 1; i++) {
            set = set.below(path.get(i));
        }
        return !path.isEmpty() && set.has(path.getLast());
    }

    /** What is below this step. */
    FieldSet below(PathElement element) {
        var node = nodes.get(element);
        return node == null || node.below == null ? new FieldSet() : node.below;
    }

    /** The members of either. */
    public FieldSet union(FieldSet other) {
        return combine(other, (a, b) -> a || b);
    }

    /**
     * The members of this that are none of the other's; what is below them is looked at by itself.
     */
    public FieldSet minus(FieldSet other) {
        return combine(other, (a, b) -> a && !b);
    }

    /** The members of both. */
    public FieldSet intersect(FieldSet other) {
        return combine(other, (a, b) -> a && b);
    }

    private interface Choice {
        boolean keep(boolean here, boolean there);
    }

    private FieldSet combine(FieldSet other, Choice choice) {
        var result = new FieldSet();
        var all = new java.util.TreeSet<>(nodes.keySet());
        all.addAll(other.nodes.keySet());
        for (var element : all) {
            var made = new Node();
            made.member = choice.keep(has(element), other.has(element));
            var below = below(element).combine(other.below(element), choice);
            if (!below.nodes.isEmpty()) {
                made.below = below;
            }
            if (made.member || made.below != null) {
                result.nodes.put(element, made);
            }
        }
        return result;
    }

    /** Without these paths and everything below them. */
    FieldSet without(FieldSet excluded) {
        var result = new FieldSet();
        nodes.forEach((element, node) -> {
            if (excluded.has(element)) {
                return;
            }
            var made = new Node();
            made.member = node.member;
            if (node.below != null) {
                var below = node.below.without(excluded.below(element));
                made.below = below.isEmpty() ? null : below;
            }
            if (made.member || made.below != null) {
                result.nodes.put(element, made);
            }
        });
        return result;
    }

    /** With each named field of a struct that has members below it as a member itself. */
    FieldSet withNamedFields(Schema schema) {
        var result = new FieldSet();
        nodes.forEach((element, node) -> {
            var made = result.node(element);
            boolean named =
                    element instanceof PathElement.Name(var name)
                            && schema.fields().containsKey(name);
            made.member = node.member || (named && node.below != null);
            if (node.below != null) {
                made.below = node.below.withNamedFields(TypedTree.child(schema, element));
            }
        });
        return result;
    }

    /** Each member's path, in order. */
    public List<List<PathElement>> paths() {
        var paths = new ArrayList<List<PathElement>>();
        visit(List.of(), (path, _) -> paths.add(path));
        return paths;
    }

    private void visit(List<PathElement> prefix, BiConsumer<List<PathElement>, Node> visitor) {
        nodes.forEach((element, node) -> {
            var path = new ArrayList<>(prefix);
            path.add(element);
            if (node.member) {
                visitor.accept(List.copyOf(path), node);
            }
            if (node.below != null) {
                node.below.visit(path, visitor);
            }
        });
    }

    /** A path as messages show it: {@code .spec.containers[name="a"].image}. */
    public static String shown(List<PathElement> path) {
        var text = new StringBuilder();
        path.forEach(e -> text.append(e.shown()));
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet that && toTree().equals(that.toTree());
    }

    @Override
    public int hashCode() {
        return toTree().hashCode();
    }

    @Override
    public String toString() {
        return paths().stream().map(FieldSet::shown).toList().toString();
    }
}
