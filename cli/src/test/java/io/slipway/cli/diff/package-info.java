/** Tests of {@code slipway diff}. */
@NullMarked
package io.slipway.cli.diff;

import org.jspecify.annotations.NullMarked;
