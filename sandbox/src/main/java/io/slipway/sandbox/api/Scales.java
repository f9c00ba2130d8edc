package io.slipway.sandbox.api;

import io.slipway.manifests.Trees;
import io.slipway.manifests.patch.JsonPatch;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.sandbox.registry.Registry;
import io.slipway.sandbox.registry.Target;
import io.slipway.sandbox.registry.WriteOptions;
import io.slipway.sandbox.status.ApiFailure;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The scale of a workload or of a custom resource: how many, and how many there are. */
final class Scales {

    private final Registry registry;

    Scales(Registry registry) {
        this.registry = registry;
    }

    Reply answer(Call call, String verb, Target target, WriteOptions options) {
        var place = target.part("");
        return switch (verb) {
            case "get" -> Reply.tree(200, scale(place, registry.get(place)));
            case "update" -> write(place, call.object(), options);
            case "patch" -> {
                var current = scale(place, registry.get(place));
                var patched =
                        call.contentType().equals("application/json-patch+json")
                                ? JsonPatch.of(call.tree()).apply(current)
                                : MergePatch.apply(current, call.tree());
                yield write(place, unversioned(patched, call.tree()), options);
            }
            default -> throw ApiFailure.methodNotAllowed();
        };
    }

    /** A patch that names no version goes onto whatever is there when it is written. */
    private static Map<String, Object> unversioned(
            @Nullable Object patched, @Nullable Object patch) {
        var scale = Trees.copyMap(Trees.map(patched).orElse(Map.of()));
        boolean named =
                Trees.map(patch)
                        .filter(p -> Trees.at(p, "metadata", "resourceVersion").isPresent())
                        .isPresent();
        if (!named) {
            Trees.at(scale, "metadata")
                    .flatMap(Trees::map)
                    .ifPresent(metadata -> metadata.remove("resourceVersion"));
        }
        return scale;
    }

    private static String[] path(Target target, String name, String standard) {
        return target.type()
                .custom()
                .flatMap(c -> Trees.stringAt(c.scale(), name))
                .orElse(standard)
                .replaceFirst("^\\.", "")
                .split("\\.");
    }

    private static Map<String, Object> scale(Target target, Map<String, Object> object) {
        var metadata = Shapes.tree("name", target.name());
        if (!target.namespace().isEmpty()) {
            metadata.put("namespace", target.namespace());
        }
        for (var field : new String[] {"uid", "resourceVersion", "creationTimestamp"}) {
            Trees.at(object, "metadata", field).ifPresent(v -> metadata.put(field, v));
        }
        var spec = Shapes.tree();
        Trees.longAt(object, path(target, "specReplicasPath", ".spec.replicas"))
                .filter(n -> n != 0)
                .ifPresent(n -> spec.put("replicas", n));
        var status =
                Shapes.tree(
                        "replicas",
                        Trees.longAt(object, path(target, "statusReplicasPath", ".status.replicas"))
                                .orElse(0L));
        var selector = selector(target, object);
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return Shapes.tree(
                "kind",
                "Scale",
                "apiVersion",
                "autoscaling/v1",
                "metadata",
                metadata,
                "spec",
                spec,
                "status",
                status);
    }

    private static String selector(Target target, Map<String, Object> object) {
        var custom = target.type().custom();
        if (custom.isPresent()) {
            return Trees.stringAt(custom.get().scale(), "labelSelectorPath")
                    .flatMap(p -> Trees.stringAt(object, p.replaceFirst("^\\.", "").split("\\.")))
                    .orElse("");
        }
        var terms = new ArrayList<String>();
        var labels =
                Trees.at(object, "spec", "selector", "matchLabels").isPresent()
                        ? Trees.mapAt(object, "spec", "selector", "matchLabels")
                        : Map.<String, Object>of();
        terms.add(
                labels.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .sorted()
                        .collect(Collectors.joining(",")));
        return String.join(",", terms);
    }

    private Reply write(Target target, Map<String, Object> scale, WriteOptions options) {
        long replicas = Trees.longAt(scale, "spec", "replicas").orElse(0L);
        if (replicas < 0) {
            throw ApiFailure.invalid(
                    "autoscaling",
                    "Scale",
                    target.name(),
                    java.util.List.of(
                            ApiFailure.Cause.invalid(
                                    "spec.replicas",
                                    replicas,
                                    "must be greater than or equal to 0")));
        }
        var version = Trees.stringAt(scale, "metadata", "resourceVersion").orElse("");
        var written =
                registry.edit(
                        target,
                        options,
                        object -> {
                            var copy = Trees.copyMap(object);
                            Trees.put(
                                    copy,
                                    replicas,
                                    path(target, "specReplicasPath", ".spec.replicas"));
                            if (!version.isEmpty()) {
                                Trees.put(copy, version, "metadata", "resourceVersion");
                            }
                            return copy;
                        });
        return Reply.tree(200, scale(target, written.tree()));
    }
}
