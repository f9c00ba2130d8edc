package io.slipway.kustomize.load;

import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.NodeReader;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Bookkeeping;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Texts into objects: spec section 2.3. */
public final class ResourceFiles {

    private final Budget budget;

    public ResourceFiles(Budget budget) {
        this.budget = budget;
    }

    /**
     * The objects of a text.
     *
     * @param file for messages; may be empty
     * @throws KustomizeException when it is no YAML, or an object has no kind or name
     */
    public List<Resource> read(String text, String file, Schema schema) {
        List<Node> documents;
        try {
            documents = NodeReader.documents(text, budget.text());
        } catch (NodeException e) {
            boolean separator =
                    String.valueOf(e.getMessage()).startsWith("invalid document separator");
            throw new KustomizeException(
                    (separator ? "" : "MalformedYAMLError: ")
                            + e.getMessage()
                            + (file.isEmpty() ? "" : " in File: " + file),
                    KustomizeException.Place.file(file, e.line()),
                    e);
        }
        var queue = new ArrayDeque<Node>();
        unwrap(documents).forEach(n -> check(n, file, queue));
        var found = new ArrayList<Resource>();
        while (!queue.isEmpty()) {
            if (!(queue.removeFirst() instanceof MapNode map)) {
                continue;
            }
            var kind = map.text("kind");
            if (kind.endsWith("List") && map.get("items") != null) {
                expand(map, kind, file, queue);
                continue;
            }
            budget.resource(file);
            var resource = new Resource(map, schema);
            resource.setSource(file);
            Bookkeeping.read(resource);
            found.add(resource);
        }
        return found;
    }

    /** A file that is one list of any kind called List stands for its items. */
    private static List<Node> unwrap(List<Node> documents) {
        if (documents.size() == 1
                && documents.getFirst() instanceof MapNode map
                && (map.text("kind").equals("List") || map.text("kind").equals("ResourceList"))) {
            if (map.get("items") instanceof ListNode items) {
                return items.items();
            }
            if (map.get("items") != null || map.get("functionConfig") != null) {
                return List.of();
            }
        }
        return documents;
    }

    private static void expand(MapNode map, String kind, String file, ArrayDeque<Node> queue) {
        var items = map.get("items");
        if (items == null || items.isNull()) {
            return;
        }
        if (!(items instanceof ListNode list)) {
            throw new KustomizeException(
                    "expected array in " + kind + "/items, but found " + items.kindName(),
                    KustomizeException.Place.file(file, items.line()));
        }
        for (var item : list.items()) {
            try {
                // The original passes items through JSON, which makes other nodes of the same
                // value.
                var again = Values.ofJson(Values.of(item));
                again.at(item.line());
                check(again, file, queue);
            } catch (NodeException e) {
                throw new KustomizeException(
                        "trouble expanding list of " + kind + "; " + e.getMessage(),
                        KustomizeException.Place.file(file, e.line()),
                        e);
            }
        }
    }

    private static void check(Node node, String file, ArrayDeque<Node> into) {
        if (!node.isNullOrEmpty()) {
            check(node, file);
            into.addLast(node);
        }
    }

    /**
     * Checks that an object has what every object needs.
     *
     * @throws KustomizeException when it has no kind or no name
     */
    public static void check(Node node, String file) {
        var place = KustomizeException.Place.file(file, node.line());
        if (!(node instanceof MapNode map)) {
            throw new KustomizeException("missing Resource metadata", place);
        }
        var kind = map.text("kind");
        var metadata = map.get("metadata") instanceof MapNode m ? m : new MapNode();
        var given = map.get("kind");
        if (kind.isEmpty() || (given != null && given.isNull())) {
            boolean nothing = map.text("apiVersion").isEmpty() && metadata.fields().isEmpty();
            throw new KustomizeException(
                    nothing
                            ? "missing Resource metadata"
                            : "missing kind in object {apiVersion: "
                                    + map.text("apiVersion")
                                    + ", name: "
                                    + metadata.text("name")
                                    + "}",
                    place);
        }
        if (!kind.endsWith("List") && metadata.text("name").isEmpty()) {
            throw new KustomizeException(
                    "missing metadata.name in object {apiVersion: "
                            + map.text("apiVersion")
                            + ", kind: "
                            + kind
                            + "}",
                    place);
        }
    }
}
