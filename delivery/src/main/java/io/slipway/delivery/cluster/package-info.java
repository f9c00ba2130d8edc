/**
 * The clusters that administrators register: their credentials, encrypted at rest, the live
 * connections, and what is known of their health. No credential ever leaves this package again
 * except to the connector.
 */
@NullMarked
package io.slipway.delivery.cluster;

import org.jspecify.annotations.NullMarked;
