/** Delivery wired together: {@link io.slipway.delivery.Delivery}. */
@NullMarked
package io.slipway.delivery;

import org.jspecify.annotations.NullMarked;
