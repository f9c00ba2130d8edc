/** Moving in from a folder of bare repositories: the part of {@code slipway import} that speaks Git. */
@NullMarked
package io.slipway.server.move;

import org.jspecify.annotations.NullMarked;
