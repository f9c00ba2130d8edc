/** Layers: what a kustomization does to the objects below it, step by step: spec section 2. */
@NullMarked
package io.slipway.kustomize.build;

import org.jspecify.annotations.NullMarked;
