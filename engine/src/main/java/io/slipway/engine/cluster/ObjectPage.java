package io.slipway.engine.cluster;

import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page of a list. Items carry {@code apiVersion} and {@code kind}.
 *
 * @param resourceVersion of the list
 * @param continueToken for the next page; empty on the last
 * @param remaining how many objects follow this page, where the server said so
 */
public record ObjectPage(
        List<ResourceObject> items,
        String resourceVersion,
        String continueToken,
        OptionalLong remaining) {

    public ObjectPage {
        items = List.copyOf(items);
    }
}
