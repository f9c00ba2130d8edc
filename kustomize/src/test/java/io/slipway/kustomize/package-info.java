/** Tests of the whole library through its door. */
@NullMarked
package io.slipway.kustomize;

import org.jspecify.annotations.NullMarked;
