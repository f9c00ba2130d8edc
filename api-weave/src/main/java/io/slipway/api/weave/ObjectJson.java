package io.slipway.api.weave;

import io.slipway.http.Json;
import io.slipway.manifests.GroupVersionKind;
import io.slipway.manifests.ResourceObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shared messages of the answers; every field is always there. */
final class ObjectJson {
    private ObjectJson() {}

    static Map<String, @Nullable Object> of(
            ResourceObject object, String cluster, String tenant, List<GroupVersionKind> kinds) {
        return Json.object(
                "payload",
                Payload.of(object),
                "clusterName",
                cluster,
                "tenant",
                tenant,
                "uid",
                object.uid(),
                "inventory",
                kinds.stream().map(ObjectJson::kind).toList(),
                "info",
                "",
                "health",
                null);
    }

    static Map<String, @Nullable Object> kind(GroupVersionKind type) {
        return Json.object("group", type.group(), "kind", type.kind(), "version", type.version());
    }

    static Map<String, @Nullable Object> error(String cluster, String namespace, String message) {
        return Json.object("clusterName", cluster, "namespace", namespace, "message", message);
    }

    static Map<String, @Nullable Object> health(Health health) {
        return Json.object("status", health.status(), "message", health.message());
    }
}
