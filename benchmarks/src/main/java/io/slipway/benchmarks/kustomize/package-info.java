/** How fast kustomizations build, in this process and by forking {@code kubectl kustomize}. */
@NullMarked
package io.slipway.benchmarks.kustomize;

import org.jspecify.annotations.NullMarked;
