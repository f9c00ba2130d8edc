package io.slipway.kustomize.node;

import java.util.ArrayList;
import java.util.List;

/** A list of values. */
public final class ListNode extends Node {

    private List<Node> items;

    public ListNode() {
        this(new ArrayList<>());
    }

    /** The list is used as it is. */
    public ListNode(List<Node> items) {
        this.items = items;
    }

    /** The items; may be changed. */
    public List<Node> items() {
        return items;
    }

    /** Replaces all items. */
    public void setItems(List<Node> value) {
        items = value;
    }

    @Override
    public ListNode copy() {
        var copy = new ArrayList<Node>(items.size());
        for (var item : items) {
            copy.add(item.copy());
        }
        var node = new ListNode(copy);
        node.at(line());
        node.setFlow(isFlow());
        return node;
    }

    @Override
    public boolean isNullOrEmpty() {
        return items.isEmpty();
    }

    @Override
    public String kindName() {
        return "SequenceNode";
    }
}
