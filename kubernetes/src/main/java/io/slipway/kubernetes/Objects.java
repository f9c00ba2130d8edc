package io.slipway.kubernetes;

import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.Map;

/** Objects out of answers. */
final class Objects {

    private Objects() {}

    /** An item of a list, which does not always say what it is. */
    static ResourceObject ofItem(Object item, GroupVersionKind type) {
        var tree = Trees.map(item).orElse(Map.of());
        if (type.kind().equals(tree.get("kind"))
                && type.apiVersion().equals(tree.get("apiVersion"))) {
            return ResourceObject.of(tree);
        }
        var named = new LinkedHashMap<String, Object>();
        named.put("apiVersion", type.apiVersion());
        named.put("kind", type.kind());
        tree.forEach((k, v) -> {
            if (!k.equals("apiVersion") && !k.equals("kind")) {
                named.put(k, v);
            }
        });
        return ResourceObject.of(named);
    }
}
