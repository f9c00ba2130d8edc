/**
 * Kustomize for the JVM: {@link io.slipway.kustomize.Kustomizer} turns a tree of files into
 * objects.
 */
@NullMarked
package io.slipway.kustomize;

import org.jspecify.annotations.NullMarked;
