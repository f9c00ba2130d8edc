package io.slipway.forge.project;

/** How the first branch of a new project is protected. */
public enum BranchProtection {
    /** Not at all. */
    NONE,
    /** Nobody rewrites it; developers may push. */
    PARTIAL,
    /** Nobody rewrites it; only masters push. */
    FULL
}
