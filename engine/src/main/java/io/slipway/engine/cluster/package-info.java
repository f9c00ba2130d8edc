/**
 * What the engine and everything above it know of a Kubernetes cluster: an interface that an
 * adapter implements, and the values that cross it.
 *
 * <p>Calls block the (virtual) thread that makes them. Every call names the {@link
 * io.slipway.engine.cluster.Identity} that the API server is to see. What the server refuses comes
 * as a {@link io.slipway.engine.cluster.ClusterException}, with the server's own text. Live objects
 * are read from {@link io.slipway.engine.cluster.LiveState}, which is fed by watches.
 */
@NullMarked
package io.slipway.engine.cluster;

import org.jspecify.annotations.NullMarked;
