package io.slipway.kustomize.option;

/** The order of the output when the kustomization itself has no {@code sortOptions}. */
public enum Reorder {
    /** Namespaces and other things that others need first, webhooks last. The default. */
    LEGACY,
    /** The order in which the resources were loaded. */
    NONE
}
