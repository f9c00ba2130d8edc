/** Durations as people write them in manifests. Pure. */
@NullMarked
package io.slipway.delivery.duration;

import org.jspecify.annotations.NullMarked;
