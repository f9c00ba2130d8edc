/** The steps that change objects of a layer, each one class: spec sections 7 and 8. */
@NullMarked
package io.slipway.kustomize.transform;

import org.jspecify.annotations.NullMarked;
