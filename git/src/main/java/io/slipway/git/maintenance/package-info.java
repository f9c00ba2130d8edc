/**
 * Keeps repositories small and fast while they are in use: packs, bitmaps, commit graphs, pruning.
 */
@NullMarked
package io.slipway.git.maintenance;

import org.jspecify.annotations.NullMarked;
