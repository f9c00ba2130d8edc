package io.slipway.engine.cluster;

import io.slipway.manifests.ResourceObject;

/** What a delete call led to. */
public sealed interface Deletion {

    /** The object is not there any more (or never was). */
    record Gone() implements Deletion {}

    /** The object is marked and stays until finalizers or grace periods let it go. */
    record Terminating(ResourceObject object) implements Deletion {}
}
