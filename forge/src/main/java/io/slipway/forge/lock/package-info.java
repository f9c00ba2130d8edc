/**
 * Locks of files that cannot be merged, as Git LFS clients set them: who holds one keeps everybody
 * else from pushing a change of that file, on every branch, until it is unlocked. The door is
 * {@link io.slipway.forge.lock.FileLocks}.
 */
@NullMarked
package io.slipway.forge.lock;

import org.jspecify.annotations.NullMarked;
