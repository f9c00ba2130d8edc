package io.slipway.kustomize.transform;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.option.KustomizeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The paths of replacements and vars: names separated by dots, indexes, {@code [key=value]}.
 * Stateless.
 */
public final class FieldPath {

    private FieldPath() {}

    /** The parts of a path; a part in brackets with a {@code =} keeps them. */
    static List<String> split(String path) {
        var pieces = FieldSpec.split(path, '.');
        var parts = new ArrayList<String>();
        for (int i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            if (!piece.startsWith("[") || piece.endsWith("]")) {
                parts.add(piece);
                continue;
            }
            var joined = new StringBuilder(piece);
            while (i < pieces.size() - 1) {
                i++;
                joined.append('.').append(pieces.get(i));
                if (pieces.get(i).endsWith("]")) {
                    break;
                }
            }
            var text = joined.toString();
            parts.add(text.indexOf('=') >= 0 ? text : trimmed(text));
        }
        return parts;
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && "[]".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && "[]".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isSelector(String part) {
        return part.startsWith("[") && part.endsWith("]");
    }

    static Optional<Integer> index(String part) {
        try {
            return Optional.of(Integer.parseInt(part));
        } catch (NumberFormatException e) {
            // A name.
            return Optional.empty();
        }
    }

    /** Key and value of {@code [key=value]}. */
    static String[] keyAndValue(String part) {
        var inner = part.substring(1, part.length() - 1);
        int equals = inner.indexOf('=');
        if (equals < 0) {
            throw new KustomizeException(
                    "list path element must contain fieldName=fieldValue for element to match");
        }
        return new String[] {inner.substring(0, equals), inner.substring(equals + 1)};
    }

    /**
     * What stands at a path; empty when nothing does.
     *
     * @throws KustomizeException when the path does not fit the shape of the object
     */
    static Optional<Node> find(Node root, List<String> path) {
        @Nullable Node node = root;
        for (var raw : path) {
            var part = raw.strip();
            if (part.isEmpty()) {
                continue;
            }
            node = step(node, part);
            if (node == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(node);
    }

    private static @Nullable Node step(Node node, String part) {
        var index = index(part);
        if (index.isPresent() || part.equals("-")) {
            var items = items(node);
            if (index.isEmpty()) {
                return items.isEmpty() ? null : items.getLast();
            }
            if (index.get() < 0) {
                throw new KustomizeException("array index " + index.get() + " cannot be negative");
            }
            return index.get() < items.size() ? items.get(index.get()) : null;
        }
        if (part.equals("*")) {
            throw new KustomizeException("wildcard is not supported in PathGetter");
        }
        if (isSelector(part)) {
            var pair = keyAndValue(part);
            for (var item : items(node)) {
                if (pair[0].isEmpty()
                        ? item.text().equals(pair[1])
                        : item instanceof MapNode map
                                && map.get(pair[0]) != null
                                && map.text(pair[0]).equals(pair[1])) {
                    return item;
                }
            }
            return null;
        }
        if (node.isNull()) {
            return null;
        }
        if (node instanceof MapNode map) {
            return map.get(part);
        }
        throw FieldWalker.wrongKind("MappingNode", node);
    }

    static List<Node> items(Node node) {
        if (node.isNull()) {
            return List.of();
        }
        if (node instanceof ListNode list) {
            return list.items();
        }
        throw FieldWalker.wrongKind("SequenceNode", node);
    }

    /** The text of a value as it would stand in a file. */
    static String presented(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return io.slipway.kustomize.node.NodeText.of(node).strip();
        }
        return io.slipway.kustomize.node.NodeText.scalar(scalar);
    }
}
