/** Tests of {@code slipway kustomize}. */
@NullMarked
package io.slipway.cli.kustomize;

import org.jspecify.annotations.NullMarked;
