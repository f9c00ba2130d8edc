/**
 * Surface 3: the Weave-GitOps-compatible API under {@code /v1} and {@code /oauth2}. Reads and
 * changes of live objects are made as the person, so the cluster's own rules decide; this package
 * translates names, shapes and errors, and asks {@link io.slipway.engine.cluster.Cluster}.
 */
@NullMarked
package io.slipway.api.weave;

import org.jspecify.annotations.NullMarked;
