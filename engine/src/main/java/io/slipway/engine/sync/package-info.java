/**
 * Bringing a cluster to what an application wants, and taking it away again: tasks, order, hooks,
 * pruning, results (spec: sync; lifecycle D3, D4).
 *
 * <p>A sync is a state machine without threads. Each step takes the state that was saved last,
 * decides purely what comes next, acts once, and gives the state to save. Everything that a
 * restarted server needs is in that state and in the cluster.
 */
@NullMarked
package io.slipway.engine.sync;

import org.jspecify.annotations.NullMarked;
