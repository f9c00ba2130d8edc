/** Strategic merge patches and JSON patches on nodes, as kustomize's libraries apply them. */
@NullMarked
package io.slipway.kustomize.patch;

import org.jspecify.annotations.NullMarked;
