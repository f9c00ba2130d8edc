package io.slipway.engine.diff;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.manifests.patch.StrategicMergePatch;
import io.slipway.manifests.schema.Schema;
import io.slipway.manifests.schema.TypeTable;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's apply: a patch from what was applied last, what is wanted, and what is live (spec:
 * diff C3, three-way). Fields that only others wrote stay; fields that left the configuration go.
 * Pure.
 */
public final class ThreeWayMerge {

    /** Where clients keep what they applied last. */
    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private ThreeWayMerge() {}

    /**
     * A patch to send.
     *
     * @param strategic a strategic merge patch, for built-in kinds; else a JSON merge patch
     */
    public record ClientPatch(Map<String, Object> body, boolean strategic) {}

    /** The live object as the patch would leave it. */
    static ResourceObject predict(ResourceObject desired, ResourceObject live) {
        var schema = BuiltInTypes.schema(live.groupVersionKind());
        var original =
                lastApplied(live)
                        .map(o -> o.get("stringData") == null ? o : asStored(o, live))
                        .orElse(desired.tree());
        var patch = patch(schema, bare(original), bare(desired.tree()), live.tree());
        var predicted =
                schema.isPresent()
                        ? StrategicMergePatch.apply(schema.get(), live.tree(), patch)
                        : Trees.map(MergePatch.apply(live.tree(), patch)).orElseThrow();
        return ResourceObject.of(predicted);
    }

    private static Map<String, Object> asStored(Map<String, Object> applied, ResourceObject live) {
        var whole = Trees.copyMap(applied);
        whole.putIfAbsent("apiVersion", live.apiVersion());
        whole.putIfAbsent("kind", live.kind());
        return Normalizer.stored(ResourceObject.of(whole)).tree();
    }

    /**
     * The patch that applies the desired object and notes it as applied last.
     *
     * @throws ManifestException when the desired object does not fit its type
     */
    public static ClientPatch patch(ResourceObject desired, ResourceObject live) {
        var noted = noted(desired);
        var original = lastApplied(live).orElse(Map.of());
        var schema = TypeTable.kubernetes().schema(live.groupVersionKind());
        return new ClientPatch(
                patch(schema, original, noted.tree(), live.tree()), schema.isPresent());
    }

    /** The object with itself as the configuration that was applied last. */
    public static ResourceObject noted(ResourceObject desired) {
        var plain = annotationFree(desired);
        return desired.withAnnotation(LAST_APPLIED, Json.write(plain.tree()) + "\n");
    }

    private static ResourceObject annotationFree(ResourceObject object) {
        return object.annotation(LAST_APPLIED).isPresent()
                ? object.without("metadata", "annotations", LAST_APPLIED)
                : object;
    }

    /** What the object's annotation holds; empty when there is none that can be read. */
    static Optional<Map<String, Object>> lastApplied(ResourceObject live) {
        return live.annotation(LAST_APPLIED)
                .flatMap(text -> {
                    try {
                        return Trees.map(Json.read(text));
                    } catch (ManifestException _) {
                        return Optional.empty();
                    }
                });
    }

    private static Map<String, Object> patch(
            Optional<Schema> schema,
            Map<String, Object> original,
            Map<String, Object> desired,
            Map<String, Object> live) {
        if (schema.isPresent()) {
            return StrategicMergePatch.threeWay(schema.get(), original, desired, live);
        }
        var known = Trees.map(onlyFieldsOf(original, live)).orElseThrow();
        return StrategicMergePatch.threeWay(Schema.any(), original, desired, known);
    }

    /** Live without the map fields that the original does not have, in lists too. */
    private static @Nullable Object onlyFieldsOf(@Nullable Object original, @Nullable Object live) {
        if (original instanceof Map<?, ?> known && live instanceof Map<?, ?>) {
            var result = new LinkedHashMap<String, @Nullable Object>();
            Trees.map(live)
                    .orElseThrow()
                    .forEach((field, value) -> {
                        if (known.containsKey(field)) {
                            result.put(field, onlyFieldsOf(known.get(field), value));
                        }
                    });
            return result;
        }
        if (original instanceof List<?> known && live instanceof List<?> there) {
            var result = new ArrayList<@Nullable Object>();
            for (int i = 0; i < there.size(); i++) {
                result.add(
                        i < known.size() ? onlyFieldsOf(known.get(i), there.get(i)) : there.get(i));
            }
            return result;
        }
        return live;
    }

    private static Map<String, Object> bare(Map<String, Object> tree) {
        var copy = Trees.copyMap(tree);
        var metadata = Trees.mapAt(copy, "metadata");
        if (!metadata.isEmpty()) {
            metadata.remove("namespace");
            if (metadata.containsKey("annotations")
                    && Trees.mapAt(metadata, "annotations").isEmpty()) {
                metadata.remove("annotations");
            }
        }
        return copy;
    }
}
