/**
 * A small Kubernetes API server in this process, for trying Slipway out and for tests. It runs no
 * containers; its controllers play what a cluster would do, so that workloads become ready.
 *
 * <p>Spoken to over HTTP only, by the same clients as any cluster; knows nothing of the rest of
 * Slipway.
 */
@NullMarked
package io.slipway.sandbox;

import org.jspecify.annotations.NullMarked;
