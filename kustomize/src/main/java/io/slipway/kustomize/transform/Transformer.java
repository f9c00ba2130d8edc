package io.slipway.kustomize.transform;

import io.slipway.kustomize.resource.ResourceList;

/** One step over all objects of a layer. */
@FunctionalInterface
public interface Transformer {

    /**
     * Changes the objects; deleted ones are dropped by the caller afterwards.
     *
     * @throws io.slipway.kustomize.option.KustomizeException when it cannot be done
     */
    void transform(ResourceList resources);
}
