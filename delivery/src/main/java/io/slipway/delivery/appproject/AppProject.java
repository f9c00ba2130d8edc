package io.slipway.delivery.appproject;

import io.slipway.forge.access.NamespaceId;

/**
 * A GitOps project.
 *
 * @param path of the namespace, as it is now
 */
public record AppProject(NamespaceId id, String path) {}
