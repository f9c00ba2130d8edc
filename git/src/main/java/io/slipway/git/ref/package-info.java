/**
 * What names commits: branches, tags and other refs, how a revision a user wrote is resolved, and
 * how refs move. Every move of any ref, whether by push or by API, goes through {@link
 * io.slipway.git.ref.Refs#move}.
 */
@NullMarked
package io.slipway.git.ref;

import org.jspecify.annotations.NullMarked;
