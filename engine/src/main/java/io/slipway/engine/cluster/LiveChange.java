package io.slipway.engine.cluster;

import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import java.util.Optional;

/** A live object came ({@code before} empty), changed, or went ({@code after} empty). */
public record LiveChange(
        ResourceKey key, Optional<ResourceObject> before, Optional<ResourceObject> after) {}
