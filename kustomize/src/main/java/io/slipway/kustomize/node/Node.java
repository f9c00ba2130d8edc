package io.slipway.kustomize.node;

/** A mutable YAML value. Not safe for several threads; a build owns its nodes. */
public abstract sealed class Node permits ScalarNode, MapNode, ListNode {

    private int line;
    private boolean flow;

    /** The line in its file, from 1; 0 when it was made by a step of the build. */
    public final int line() {
        return line;
    }

    /** Notes the line in its file. */
    public final void at(int where) {
        line = where;
    }

    /** Whether a map or list stood between braces or brackets. */
    final boolean isFlow() {
        return flow;
    }

    final void setFlow(boolean value) {
        flow = value;
    }

    /** A deep copy. */
    public abstract Node copy();

    /** The text of a scalar; empty for a map or list. */
    public String text() {
        return "";
    }

    /** Whether this is a scalar tagged as null. */
    public boolean isNull() {
        return false;
    }

    /** Whether this is null, or an empty map, list or text. */
    public abstract boolean isNullOrEmpty();

    /** What errors call this kind of node. */
    public abstract String kindName();
}
