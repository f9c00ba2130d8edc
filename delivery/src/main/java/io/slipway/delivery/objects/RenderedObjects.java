package io.slipway.delivery.objects;

import io.slipway.manifests.ResourceObject;
import java.util.List;

/**
 * What an application's sources yield.
 *
 * @param objects the values of Secrets are hidden
 * @param revisions commits, one for each source
 * @param sourceTypes one for each source
 */
public record RenderedObjects(
        List<ResourceObject> objects, List<String> revisions, List<String> sourceTypes) {}
