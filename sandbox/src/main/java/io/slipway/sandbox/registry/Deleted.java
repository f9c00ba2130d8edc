package io.slipway.sandbox.registry;

import java.util.Map;

/** What came of a deletion; the tree is the object as it is now, or as it was last. */
public sealed interface Deleted {
    /** It is gone. */
    record Gone(Map<String, Object> tree) implements Deleted {}

    /** It is marked, and goes when its finalizers are done. */
    record Marked(Map<String, Object> tree) implements Deleted {}
}
