package io.slipway.forge.access;

/** A part of a project that can be off, for everyone. */
public enum Feature {
    /** Issues. */
    ISSUES,
    /** Merge requests. */
    MERGE_REQUESTS,
    /** The wiki. */
    WIKI,
    /** Builds. */
    BUILDS,
    /** Snippets. */
    SNIPPETS,
    /** The container registry. */
    CONTAINER_REGISTRY
}
