package io.slipway.engine.compare;

import io.slipway.engine.cluster.ApiCatalog;
import io.slipway.engine.tracking.Tracking;
import io.slipway.manifests.GroupKind;
import io.slipway.manifests.ResourceKey;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rendered objects made ready to be compared (spec: diff C1.2, C1.3): in the right scope and
 * namespace, stamped, each once, without excluded kinds.
 */
final class DesiredObjects {

    private final ApiCatalog catalog;
    private final Tracking tracking;
    private final Set<GroupKind> excluded;
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<GroupKind, Boolean> ownScopes = new HashMap<>();

    DesiredObjects(ApiCatalog catalog, Tracking tracking, Set<GroupKind> excluded) {
        this.catalog = catalog;
        this.tracking = tracking;
        this.excluded = excluded;
    }

    /** The objects; {@link #conditions} tells what was noticed. */
    List<ResourceObject> of(CompareRequest request) {
        request.desired().forEach(this::learnScope);
        var unnamed = new ArrayList<ResourceObject>();
        var byKey = new LinkedHashMap<ResourceKey, ResourceObject>();
        for (var rendered : request.desired()) {
            if (excluded.contains(rendered.groupKind())) {
                note(
                        Condition.Type.EXCLUDED_RESOURCE,
                        "Resource %s %s is excluded in the settings"
                                .formatted(rendered.groupKind(), rendered.name()));
                continue;
            }
            var object =
                    tracking.stamp(
                            placed(rendered, request), request.instance(), request.namespace());
            if (object.name().isEmpty()) {
                unnamed.add(object);
            } else if (byKey.put(object.key(), object) != null) {
                note(
                        Condition.Type.REPEATED_RESOURCE,
                        "Resource %s appeared more than once among application resources."
                                .formatted(object.key()));
            }
        }
        var all = new ArrayList<>(byKey.values());
        all.addAll(unnamed);
        return all;
    }

    List<Condition> conditions() {
        return conditions.stream().distinct().toList();
    }

    /** Whether the kind lives in namespaces; an unknown one does. */
    boolean isNamespaced(GroupKind kind) {
        return catalog.isNamespaced(kind)
                .or(() -> Optional.ofNullable(ownScopes.get(kind)))
                .orElse(true);
    }

    private ResourceObject placed(ResourceObject object, CompareRequest request) {
        if (!isNamespaced(object.groupKind())) {
            return object.namespace().isEmpty() ? object : object.withNamespace("");
        }
        if (!object.namespace().isEmpty()) {
            return object;
        }
        if (request.namespace().isEmpty()) {
            note(
                    Condition.Type.INVALID_SPEC,
                    "Namespace for %s %s is missing."
                            .formatted(object.name(), object.groupVersionKind()));
            return object;
        }
        return object.withNamespace(request.namespace());
    }

    /** A definition among the desired objects tells the scope of kinds that are not served yet. */
    private void learnScope(ResourceObject object) {
        if (object.kind().equals("CustomResourceDefinition")) {
            var kind =
                    new GroupKind(
                            Trees.stringAt(object.tree(), "spec", "group").orElse(""),
                            Trees.stringAt(object.tree(), "spec", "names", "kind").orElse(""));
            ownScopes.put(
                    kind,
                    !Trees.stringAt(object.tree(), "spec", "scope").equals(Optional.of("Cluster")));
        }
    }

    private void note(Condition.Type type, String message) {
        conditions.add(new Condition(type, message));
    }
}
