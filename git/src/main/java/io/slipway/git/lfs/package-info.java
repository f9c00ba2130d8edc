/**
 * Large files that Git itself keeps only pointers to (Git LFS), stored beside the repository they
 * belong to. The door is {@link io.slipway.git.lfs.LargeFiles}.
 */
@NullMarked
package io.slipway.git.lfs;

import org.jspecify.annotations.NullMarked;
