/** Moving in from a folder of bare repositories: what of {@code slipway import} speaks Git. */
@NullMarked
package io.slipway.server.move;

import org.jspecify.annotations.NullMarked;
