/** Where applications go: clusters by name and address, and who may deploy what to them. */
@NullMarked
package io.slipway.delivery.destination;

import org.jspecify.annotations.NullMarked;
