package io.slipway.kustomize.build;

import io.slipway.kustomize.field.TransformerConfig;
import io.slipway.kustomize.generate.Generator;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.reference.Variables;
import io.slipway.kustomize.resource.Bookkeeping;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceList;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a layer has gathered so far: objects, field specs and vars. Mutable; belongs to one build.
 */
final class Accumulator {

    private final ResourceList resources = new ResourceList();
    private final Variables variables = new Variables();
    private TransformerConfig config = TransformerConfig.empty();

    ResourceList resources() {
        return resources;
    }

    Variables variables() {
        return variables;
    }

    TransformerConfig config() {
        return config;
    }

    void add(TransformerConfig more) {
        config = config.merge(more);
    }

    /** Takes over all that a layer below has gathered. */
    void add(Accumulator other) {
        resources.addAll(other.resources);
        add(other.config);
        variables.addAll(other.variables);
    }

    /** Adds, merges or replaces with a generated object: spec section 5.5. */
    void absorb(Resource generated, boolean wordInMessage) {
        var id = generated.id();
        var found = resources.withId(id);
        var behavior = generated.behavior();
        boolean changes =
                behavior == Resource.Behavior.MERGE || behavior == Resource.Behavior.REPLACE;
        switch (found.size()) {
            case 0 -> {
                if (changes) {
                    throw new KustomizeException(
                            "id " + id + " does not exist; cannot merge or replace");
                }
                resources.add(generated);
            }
            case 1 -> {
                if (!changes) {
                    throw new KustomizeException(
                            "id "
                                    + id
                                    + " exists; "
                                    + (wordInMessage
                                            ? "can not use behavior: '" + behavior + "', "
                                            : "")
                                    + "behavior must be merge or replace");
                }
                replace(found.getFirst(), generated, behavior == Resource.Behavior.MERGE);
            }
            default ->
                    throw new KustomizeException(
                            "found multiple objects "
                                    + found
                                    + " that could accept merge of "
                                    + id);
        }
    }

    private void replace(Resource old, Resource generated, boolean merge) {
        generated.setMetadataTexts("labels", over(old, generated, "labels"));
        var annotations = over(old, generated, "annotations");
        var origin = old.annotation(Bookkeeping.ORIGIN);
        if (merge && origin != null) {
            annotations.put(Bookkeeping.ORIGIN, origin);
        }
        generated.setMetadataTexts("annotations", annotations);
        boolean hash = generated.needsHash() && old.needsHash();
        generated.setName(old.name());
        generated.setNamespace(old.namespace());
        generated.inherit(old);
        generated.setNeedsHash(hash);
        if (merge) {
            for (var field : java.util.List.of("data", "binaryData")) {
                var both = new TreeMap<>(texts(old, field));
                both.putAll(texts(generated, field));
                Generator.setData(generated.node(), field, both);
            }
        }
        // A patch may have given the old object another kind: then none has the new one's id.
        var place = resources.withCurrentId(generated.id());
        if (place.size() != 1) {
            throw new KustomizeException(
                    (place.isEmpty()
                                    ? "cannot find resource with id "
                                    : "found multiple resources with id ")
                            + generated.id()
                            + " to replace");
        }
        resources.replace(place.getFirst(), generated);
    }

    private static Map<String, String> over(Resource old, Resource generated, String field) {
        var both = new TreeMap<>(old.metadataTexts(field));
        both.putAll(generated.metadataTexts(field));
        return both;
    }

    private static Map<String, String> texts(Resource resource, String field) {
        var texts = new TreeMap<String, String>();
        resource.node()
                .map(field)
                .ifPresent(map ->
                        map.fields().forEach((k, v) -> texts.put(k, v.isNull() ? "" : v.text())));
        return texts;
    }
}
