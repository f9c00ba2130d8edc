/** {@code slipway health}: tells how objects do without a server. */
@NullMarked
package io.slipway.cli.health;

import org.jspecify.annotations.NullMarked;
