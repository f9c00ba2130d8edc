/** The kustomization file: its fields as values, decoded strictly, and the edits on top of it. */
@NullMarked
package io.slipway.kustomize.kustomization;

import org.jspecify.annotations.NullMarked;
