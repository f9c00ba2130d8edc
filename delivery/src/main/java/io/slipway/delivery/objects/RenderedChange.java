package io.slipway.delivery.objects;

import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.Optional;

/** One object that two revisions render differently; empty where a revision does not have it. */
public record RenderedChange(
        ResourceKey key, Optional<ResourceObject> before, Optional<ResourceObject> after) {}
