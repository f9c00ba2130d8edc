/**
 * Where transformers look: paths into objects by type, the built-in tables, and the walk along a
 * path.
 */
@NullMarked
package io.slipway.kustomize.field;

import org.jspecify.annotations.NullMarked;
