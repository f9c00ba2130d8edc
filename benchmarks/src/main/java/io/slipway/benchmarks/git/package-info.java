/** Fetch and push beside {@code git http-backend}, on the same repository in the same run. */
@NullMarked
package io.slipway.benchmarks.git;

import org.jspecify.annotations.NullMarked;
