/** Tests of {@code slipway health}. */
@NullMarked
package io.slipway.cli.health;

import org.jspecify.annotations.NullMarked;
