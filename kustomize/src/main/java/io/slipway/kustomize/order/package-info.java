/** The order of the output. */
@NullMarked
package io.slipway.kustomize.order;

import org.jspecify.annotations.NullMarked;
