package io.slipway.kustomize.field;

import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.TypeName;

/** Walks a field spec into objects and changes what stands at its end. Immutable. */
public final class FieldWalker {

    /** What is made at the end of a path that is created. */
    public enum Leaf {
        /** Nothing: paths are never created. */
        NONE,
        STRING,
        INT,
        MAP
    }

    /** Changes a value; returns what stands there from now on. */
    @FunctionalInterface
    public interface Change {
        Node apply(Node value);
    }

    private final FieldSpec spec;
    private final Leaf leaf;

    public FieldWalker(FieldSpec spec, Leaf leaf) {
        this.spec = spec;
        this.leaf = leaf;
    }

    /** Changes what stands at the path, when the object is of the spec's type. */
    public void change(Resource resource, Change change) {
        change(resource, resource.type(), change);
    }

    /** As {@link #change(Resource, Change)}, the type known. */
    public void change(Resource resource, TypeName type, Change change) {
        if (!type.isSelectedBy(spec.type())) {
            return;
        }
        try {
            if (resource.kind().isEmpty()) {
                throw new KustomizeException("missing kind in object");
            }
            walk(resource.node(), 0, change);
        } catch (KustomizeException e) {
            throw e.prefixed(
                            "considering field '"
                                    + spec.path()
                                    + "' of object "
                                    + resource.id()
                                    + ": ")
                    .in(KustomizeException.Place.file(resource.source(), resource.node().line()));
        }
    }

    private Node walk(Node node, int at, Change change) {
        if (at == spec.segments().size()) {
            return change.apply(node);
        }
        switch (node) {
            case MapNode map -> field(map, at, change);
            case ListNode list -> {
                var items = list.items();
                for (int i = 0; i < items.size(); i++) {
                    var before = items.get(i);
                    var after = walk(before, at, change);
                    if (after != before) {
                        items.set(i, after);
                    }
                }
            }
            case ScalarNode scalar -> {
                if (!scalar.isNull()) {
                    throw new KustomizeException("expected sequence or mapping node");
                }
            }
        }
        return node;
    }

    private void field(MapNode map, int at, Change change) {
        var segment = spec.segments().get(at);
        boolean list = segment.endsWith("[]");
        var name = list ? segment.substring(0, segment.length() - 2) : segment;
        if (name.isEmpty()) {
            throw new KustomizeException("cannot set or create an empty field name");
        }
        boolean last = at == spec.segments().size() - 1;
        boolean create = spec.create() && leaf != Leaf.NONE && !list;
        var value = map.get(name);
        var made = value;
        if (value == null) {
            if (!create) {
                return;
            }
            made = last ? newLeaf() : new MapNode();
        } else if (value instanceof ScalarNode scalar && scalar.isNull()) {
            made =
                    create
                            ? (last ? nullLeaf(scalar) : new MapNode())
                            : list ? new ListNode() : value;
        }
        var before = java.util.Objects.requireNonNull(made);
        var after = walk(before, at + 1, change);
        if (after != value) {
            map.put(name, after);
        }
    }

    private Node newLeaf() {
        return leaf == Leaf.MAP ? new MapNode() : ScalarNode.untagged("");
    }

    private Node nullLeaf(ScalarNode scalar) {
        return switch (leaf) {
            case MAP -> new MapNode();
            case INT -> new ScalarNode(scalar.text(), Tag.INT, scalar.style());
            case STRING, NONE -> new ScalarNode(scalar.text(), Tag.STRING, scalar.style());
        };
    }

    /** Sets text and type of a scalar in place; its style stays. */
    public static Node setScalar(Node node, String text, Tag tag) {
        if (node instanceof ScalarNode scalar) {
            scalar.set(text, tag);
            return scalar;
        }
        throw wrongKind("ScalarNode", node);
    }

    /** Sets a field of a map to a scalar, which several maps may share. */
    public static Node setEntry(Node node, String key, ScalarNode value) {
        if (node.isNull()) {
            return node;
        }
        if (node instanceof MapNode map) {
            if (map.get(key) instanceof ScalarNode old) {
                if (old != value) {
                    value.set(value.text(), value.tag(), old.style());
                    old.set(value.text(), value.tag());
                }
            } else {
                map.putUntagged(key, value);
            }
            return map;
        }
        throw wrongKind("MappingNode", node);
    }

    /** The error for a node of another kind than a step needs. */
    public static KustomizeException wrongKind(String expected, Node node) {
        return new KustomizeException(
                "wrong node kind: expected " + expected + " but got " + node.kindName());
    }
}
