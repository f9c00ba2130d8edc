package io.slipway.kustomize.transform;

import io.slipway.kustomize.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The field paths of vars: those of replacements, and {@code name[0]} for elements of lists.
 * Stateless.
 */
public final class FieldPaths {

    private FieldPaths() {}

    /**
     * What stands at a path; empty when nothing does.
     *
     * @throws io.slipway.kustomize.option.KustomizeException when the path does not fit the shape
     *     of the object
     */
    public static Optional<Node> find(Node root, String path) {
        return FieldPath.find(root, withIndexes(FieldPath.split(path)));
    }

    private static List<String> withIndexes(List<String> parts) {
        var all = new ArrayList<String>();
        for (var part : parts) {
            int bracket = part.indexOf('[');
            if (bracket > 0 && part.endsWith("]")) {
                all.add(part.substring(0, bracket));
                var inner = part.substring(bracket + 1, part.length() - 1);
                all.add(FieldPath.index(inner).isPresent() ? inner : "[" + inner + "]");
            } else {
                all.add(part);
            }
        }
        return all;
    }
}
