/** The commands on the clusters of a running server, which they reach over its public API. */
@NullMarked
package io.slipway.cli.cluster;

import org.jspecify.annotations.NullMarked;
