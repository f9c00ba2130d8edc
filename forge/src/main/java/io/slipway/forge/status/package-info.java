/** Commit statuses: what builds elsewhere tell about a commit. */
@NullMarked
package io.slipway.forge.status;

import org.jspecify.annotations.NullMarked;
