package io.slipway.kustomize;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Yaml;
import java.util.List;
import java.util.Map;

/**
 * What a build gave. Immutable.
 *
 * @param trees the objects in the order of the output, as plain trees
 * @param warnings what kustomize prints to standard error: deprecated fields and the like
 */
public record KustomizeResult(List<Map<String, Object>> trees, List<String> warnings) {

    public KustomizeResult {
        trees = List.copyOf(trees);
        warnings = List.copyOf(warnings);
    }

    /**
     * The objects in the order of the output.
     *
     * @throws io.slipway.manifests.ManifestException when one has no apiVersion, which kustomize
     *     allows
     */
    public List<ResourceObject> resources() {
        return trees.stream().map(ResourceObject::of).toList();
    }

    /** The output of {@code kustomize build}, byte for byte. */
    public String yaml() {
        return Yaml.writeAll(trees);
    }
}
