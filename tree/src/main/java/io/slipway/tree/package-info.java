/**
 * Read-only file trees and read sets.
 *
 * <p>A {@link io.slipway.tree.FileTree} is how everything that renders sees files: a Git tree, a
 * folder or a map in a test. A {@link io.slipway.tree.RecordingTree} remembers what was read, so
 * that a later commit can be asked whether it changes any of it. Nothing here follows a symbolic
 * link by itself, writes, or touches a clock.
 */
@NullMarked
package io.slipway.tree;

import org.jspecify.annotations.NullMarked;
