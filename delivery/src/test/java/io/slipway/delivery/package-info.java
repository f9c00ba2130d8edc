/** Fixtures of delivery: {@link io.slipway.delivery.DeliveryFixture}. */
@NullMarked
package io.slipway.delivery;

import org.jspecify.annotations.NullMarked;
