package io.slipway.kustomize.transform;

import io.slipway.kustomize.node.GoJson;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.NodeReader;
import io.slipway.kustomize.node.NodeText;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.manifests.yaml.TextLimits;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON or YAML inside a text of an object, which target paths may go on into. Stateless. */
final class EmbeddedText {

    private EmbeddedText() {}

    /** Sets a value inside the text that the path leads into; false when it leads into none. */
    static boolean set(MapNode root, Node value, List<String> path, boolean create) {
        for (int i = 1; i < path.size(); i++) {
            Optional<Node> at;
            try {
                at = FieldPath.find(root, path.subList(0, i));
            } catch (KustomizeException e) {
                // Not this way: a longer part of the path may still fit.
                continue;
            }
            if (at.isPresent() && at.get() instanceof ScalarNode scalar) {
                var tree = parse(scalar.text());
                if (tree.isPresent()) {
                    return set(scalar, tree.get(), value, path.subList(i, path.size()), create);
                }
            }
        }
        return false;
    }

    private static Optional<Node> parse(String text) {
        try {
            return NodeReader.document(
                    text, 1, NodeReader.Repeated.REMEMBERED, TextLimits.defaults());
        } catch (NodeException e) {
            // Not structured.
            return Optional.empty();
        }
    }

    private static boolean set(
            ScalarNode scalar, Node tree, Node value, List<String> path, boolean create) {
        List<Slot> slots;
        try {
            slots =
                    new SlotFinder(path, create ? Optional.of(value) : Optional.empty(), true)
                            .find(tree);
        } catch (KustomizeException e) {
            // The caller tries the path as an ordinary one and reports that.
            return false;
        }
        if (slots.isEmpty()) {
            return false;
        }
        for (var slot : slots) {
            if (slot.node() instanceof ScalarNode target) {
                target.setText(value.text());
            } else {
                slot.replace(value.copy());
            }
        }
        var text = scalar.text();
        var start = text.strip();
        if (start.startsWith("{") || start.startsWith("[")) {
            @Nullable Object json;
            try {
                json = Values.of(tree);
            } catch (NodeException e) {
                // What was set cannot be written: the original then leaves the text as it is.
                return false;
            }
            scalar.setText(
                    text.contains("\n") && text.contains("  ")
                            ? GoJson.writeIndented(json)
                            : GoJson.write(json));
        } else {
            scalar.setText(NodeText.of(tree).strip());
        }
        return true;
    }

    /** The places inside a text that a path means, in a copy of it. */
    static List<Slot> check(ScalarNode scalar, List<String> path, Optional<Node> created) {
        var tree = parse(scalar.text());
        if (tree.isEmpty()) {
            throw new KustomizeException(
                    "wrong node kind: expected MappingNode but got ScalarNode");
        }
        if (tree.get().isNull() && created.isPresent()) {
            // Nothing can be made below it, and the original is content.
            return List.of(new Slot(tree.get(), _ -> {}));
        }
        return new SlotFinder(path, created, true).find(tree.get());
    }
}
