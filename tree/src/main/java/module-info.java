/** File trees, the record of what was read from them, and their limits. Pure: no I/O of its own. */
module io.slipway.tree {
    requires static transitive org.jspecify;

    exports io.slipway.tree;
}
