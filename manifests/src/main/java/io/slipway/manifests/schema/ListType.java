package io.slipway.manifests.schema;

/**
 * How a list merges: as one value, as a set of scalars, or as a map by some keys of its elements.
 */
public enum ListType {
    ATOMIC,
    SET,
    MAP
}
