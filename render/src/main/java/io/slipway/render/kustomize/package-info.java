/** Kustomize overlays with an Application's own edits on top (spec gitops-engine-manifests M7). */
@NullMarked
package io.slipway.render.kustomize;

import org.jspecify.annotations.NullMarked;
