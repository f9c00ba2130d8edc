package io.slipway.forge.protection;

/**
 * A branch that nobody rewrites or deletes, and that masters push to.
 *
 * @param developersCanPush whether developers push to it too
 * @param developersCanMerge whether developers merge into it
 */
public record ProtectedBranch(String name, boolean developersCanPush, boolean developersCanMerge) {}
