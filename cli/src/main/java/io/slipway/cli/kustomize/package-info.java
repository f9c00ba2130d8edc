/** {@code slipway kustomize}: builds kustomizations without a server. */
@NullMarked
package io.slipway.cli.kustomize;

import org.jspecify.annotations.NullMarked;
