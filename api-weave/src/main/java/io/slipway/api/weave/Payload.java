package io.slipway.api.weave;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.yaml.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object as JSON text the way Go's encoder writes it: sorted keys, {@code <>&} escaped, a line
 * feed at the end. Secrets lose their data, and the copy of it in the apply annotation, everywhere.
 */
final class Payload {
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private Payload() {}

    static String of(ResourceObject object) {
        var tree = isSecret(object) ? redacted(object) : object;
        return Json.write(sorted(tree.tree()))
                        .replace("<", "\\u003c")
                        .replace(">", "\\u003e")
                        .replace("&", "\\u0026")
                        .replace("\u2028", "\\u2028")
                        .replace("\u2029", "\\u2029")
                + "\n";
    }

    private static boolean isSecret(ResourceObject object) {
        return object.kind().equals("Secret") && object.apiVersion().equals("v1");
    }

    private static ResourceObject redacted(ResourceObject secret) {
        var nothing = new HashMap<String, @Nullable Object>();
        nothing.put("redacted", null);
        var bare = secret.without("stringData").without("metadata", "annotations", APPLIED);
        return bare.with(nothing, "data");
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, @Nullable Object>();
                map.forEach((key, member) -> sorted.put(String.valueOf(key), sorted(member)));
                yield sorted;
            }
            case List<?> list -> {
                var items = new ArrayList<@Nullable Object>();
                list.forEach(item -> items.add(sorted(item)));
                yield items;
            }
            case null -> null;
            default -> value;
        };
    }
}
