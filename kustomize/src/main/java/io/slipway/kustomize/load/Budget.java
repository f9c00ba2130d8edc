package io.slipway.kustomize.load;

import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.option.KustomizeLimits;
import io.slipway.manifests.yaml.TextLimits;

/** What a build has used of its limits. Belongs to one build. */
public final class Budget {

    private final KustomizeLimits limits;
    private long bytes;
    private int layers;
    private int resources;

    public Budget(KustomizeLimits limits) {
        this.limits = limits;
    }

    /** The limits of one file's text. */
    public TextLimits text() {
        return new TextLimits(limits.maxFileBytes(), limits.maxDepth(), limits.maxNodes());
    }

    void read(String path, long size) {
        if (size > limits.maxFileBytes()) {
            throw new KustomizeException(
                    "file of " + size + " bytes exceeds the limit of " + limits.maxFileBytes(),
                    KustomizeException.Place.file(path, 0));
        }
        bytes += size;
        if (bytes > limits.maxTotalBytes()) {
            throw new KustomizeException(
                    "the files of this build exceed the limit of "
                            + limits.maxTotalBytes()
                            + " bytes",
                    KustomizeException.Place.file(path, 0));
        }
    }

    void layer(String root, int depth) {
        if (++layers > limits.maxLayers()) {
            throw new KustomizeException(
                    "more than " + limits.maxLayers() + " kustomizations in one build",
                    KustomizeException.Place.layer(root, ""));
        }
        if (depth > limits.maxLayerDepth()) {
            throw new KustomizeException(
                    "more than " + limits.maxLayerDepth() + " kustomizations below each other",
                    KustomizeException.Place.layer(root, ""));
        }
    }

    void resource(String path) {
        if (++resources > limits.maxResources()) {
            throw new KustomizeException(
                    "more than " + limits.maxResources() + " resources in one build",
                    KustomizeException.Place.file(path, 0));
        }
    }
}
