/** Tests of {@link io.slipway.sandbox.cel}. */
@NullMarked
package io.slipway.sandbox.cel;

import org.jspecify.annotations.NullMarked;
