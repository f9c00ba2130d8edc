package io.slipway.kustomize.transform;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds labels or annotations: spec sections 8.3 and 8.4. A value that is new in several places of
 * an object is one node in all of them, so a later change of one changes all, as in the original.
 */
public final class MapEntriesTransformer implements Transformer {

    private final Map<String, String> entries;
    private final List<FieldWalker> walkers;

    public MapEntriesTransformer(Map<String, String> entries, List<FieldSpec> specs) {
        this.entries = new TreeMap<>(entries);
        this.walkers = specs.stream().map(s -> new FieldWalker(s, FieldWalker.Leaf.MAP)).toList();
    }

    @Override
    public void transform(ResourceList resources) {
        if (entries.isEmpty()) {
            return;
        }
        for (var resource : resources.all()) {
            if (resource.isGone()) {
                continue;
            }
            var type = resource.type();
            entries.forEach((key, text) -> {
                var value =
                        new ScalarNode(
                                text,
                                Tag.STRING,
                                Values.isOldNonString(text)
                                        ? ScalarNode.Style.DOUBLE
                                        : ScalarNode.Style.PLAIN);
                for (var walker : walkers) {
                    walker.change(resource, type, node -> FieldWalker.setEntry(node, key, value));
                }
            });
        }
    }
}
