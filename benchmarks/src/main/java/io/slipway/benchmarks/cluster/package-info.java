/** How fast and how big the live state of a cluster is, and what the sandbox serves. */
@NullMarked
package io.slipway.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
