package io.slipway.delivery.application;

import io.slipway.manifests.ResourceObject;
import java.util.List;

/**
 * What a deployment applied, so that it can come back without Git and without a render.
 *
 * @param deployment id of the entry in the history
 * @param objects as rendered
 */
public record DeploymentSnapshot(long deployment, List<ResourceObject> objects) {

    public DeploymentSnapshot {
        objects = List.copyOf(objects);
    }
}
