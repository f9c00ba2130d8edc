package io.slipway.kustomize.transform;

import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds all places that a target path means, and makes missing ones when asked to. Used once. */
final class SlotFinder {

    private final List<String> path;
    private final Optional<Node> created;
    private final boolean throughTexts;
    private final List<Slot> found = new ArrayList<>();

    /**
     * @param created the value that will be set, when missing places are to be made
     * @param throughTexts whether a path may go on inside a scalar that holds YAML
     */
    SlotFinder(List<String> path, Optional<Node> created, boolean throughTexts) {
        this.path = path;
        this.created = created;
        this.throughTexts = throughTexts;
    }

    List<Slot> find(Node root) {
        walk(new Slot(root, _ -> {}), 0);
        return found;
    }

    private void walk(Slot slot, int at) {
        if (at == path.size()) {
            found.add(slot);
            return;
        }
        var part = path.get(at);
        if (FieldPath.index(part).isPresent()) {
            index(slot.node(), FieldPath.index(part).get(), at);
        } else if (FieldPath.isSelector(part)) {
            selected(slot.node(), FieldPath.keyAndValue(part), at, false);
        } else if (part.equals("*")) {
            var items = FieldPath.items(slot.node());
            for (int i = 0; i < items.size(); i++) {
                walk(item(items, i), at + 1);
            }
        } else {
            field(slot.node(), part, at);
        }
    }

    private static Slot item(List<Node> items, int i) {
        return new Slot(items.get(i), value -> items.set(i, value));
    }

    private void field(Node node, String name, int at) {
        if (node.isNull()) {
            return;
        }
        if (!(node instanceof MapNode map)) {
            throw ReplacementTransformer.wrongKind("MappingNode", node);
        }
        var value = map.get(name);
        if (value == null) {
            if (created.isEmpty()) {
                return;
            }
            value = made(at);
            map.put(name, value);
        }
        if (throughTexts && value instanceof ScalarNode scalar && at < path.size() - 1) {
            // The original goes on in a copy that nobody sees, but insists that it can.
            EmbeddedText.check(scalar, path.subList(at + 1, path.size()), created)
                    .forEach(found::add);
            return;
        }
        walk(new Slot(value, changed -> map.put(name, changed)), at + 1);
    }

    private Node made(int at) {
        if (at + 1 == path.size()) {
            return switch (created.orElseThrow()) {
                case MapNode _ -> new MapNode();
                case ListNode _ -> new ListNode();
                case ScalarNode _ -> ScalarNode.untagged("");
            };
        }
        var next = path.get(at + 1);
        return FieldPath.isSelector(next) || FieldPath.index(next).isPresent()
                ? new ListNode()
                : new MapNode();
    }

    private void index(Node node, int index, int at) {
        var items = FieldPath.items(node);
        if (index == items.size() && created.isPresent() && node instanceof ListNode list) {
            list.items().add(made(at));
            items = list.items();
        }
        if (index < 0 || index >= items.size()) {
            throw new KustomizeException(
                    "index " + index + " specified but only " + items.size() + " elements found");
        }
        walk(item(items, index), at + 1);
    }

    private void selected(Node node, String[] pair, int at, boolean again) {
        var pattern = Selector.pattern(pair[1]);
        var items = FieldPath.items(node);
        int before = found.size();
        for (int i = 0; i < items.size(); i++) {
            var item = items.get(i);
            if (pair[0].isEmpty()) {
                if (pattern.matcher(FieldPath.presented(item)).find()) {
                    found.add(item(items, i));
                }
                continue;
            }
            var value = item instanceof MapNode map ? map.get(pair[0]) : null;
            if (value != null && pattern.matcher(FieldPath.presented(value)).find()) {
                walk(item(items, i), at + 1);
            }
        }
        if (found.size() > before || created.isEmpty()) {
            return;
        }
        if (again || !(node instanceof ListNode list)) {
            throw new KustomizeException("failed to create element for \"" + path.get(at) + "\"");
        }
        if (pair[0].isEmpty()) {
            list.items().add(ScalarNode.untagged(pair[1]));
        } else {
            var map = new MapNode();
            map.put(pair[0], ScalarNode.untagged(pair[1]));
            list.items().add(map);
        }
        selected(node, pair, at, true);
    }
}
