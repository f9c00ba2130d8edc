package io.slipway.api.weave;

import io.slipway.engine.cluster.ObjectReference;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.Trees;

/** Reads entries of a Flux inventory: {@code namespace_name_group_kind} and a version. */
final class InventoryIds {
    private InventoryIds() {}

    static ObjectReference parse(Object entry) {
        var id = Trees.stringAt(entry, "id").orElse("");
        var version = Trees.stringAt(entry, "v").orElse("");
        var first = id.indexOf('_');
        var last = id.lastIndexOf('_');
        var beforeLast = last > 0 ? id.lastIndexOf('_', last - 1) : -1;
        if (first < 0 || beforeLast < first + 1) {
            throw ApiError.unknown("unable to parse stored object metadata: " + id);
        }
        var name = id.substring(first + 1, beforeLast).replace("__", ":");
        if (name.isEmpty() || name.contains("_")) {
            throw ApiError.unknown("unable to parse stored object metadata: " + id);
        }
        return new ObjectReference(
                new GroupVersionKind(
                        id.substring(beforeLast + 1, last), version, id.substring(last + 1)),
                id.substring(0, first),
                name);
    }
}
