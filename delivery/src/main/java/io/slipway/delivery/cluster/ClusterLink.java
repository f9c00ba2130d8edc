package io.slipway.delivery.cluster;

import io.slipway.engine.cluster.Cluster;
import java.util.function.Supplier;

/**
 * A connected cluster.
 *
 * @param version asks the server for its version; throws {@link
 *     io.slipway.engine.cluster.ClusterException} when it cannot be reached or refuses us
 */
public record ClusterLink(Cluster cluster, Supplier<String> version) {}
