/**
 * The GitOps engine: what an application wants against what a cluster has, and how to get there.
 *
 * <p>{@link io.slipway.engine.GitOpsEngine} is the door. Decisions are functions on values; only
 * the executor of a sync acts, through {@link io.slipway.engine.cluster.Cluster}. Time comes in as
 * an argument; environment, disk and network are never touched.
 */
@NullMarked
package io.slipway.engine;

import org.jspecify.annotations.NullMarked;
