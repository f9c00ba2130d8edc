/**
 * YAML values as kustomize handles them between reading and writing: scalars keep their text, tag
 * and quoting, because some steps see the text and others the value. Knows nothing of Kubernetes.
 */
@NullMarked
package io.slipway.kustomize.node;

import org.jspecify.annotations.NullMarked;
