package io.slipway.manifests.patch;

import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON merge patch (RFC 7386) on trees. Stateless. */
public final class MergePatch {

    private MergePatch() {}

    /** The patched copy of a target; both arguments stay as they were. */
    public static @Nullable Object apply(@Nullable Object target, @Nullable Object patch) {
        if (!(patch instanceof Map<?, ?> changes)) {
            return Trees.copy(patch);
        }
        var result = new LinkedHashMap<String, @Nullable Object>();
        Trees.map(target).ifPresent(map -> result.putAll(Trees.copyMap(map)));
        changes.forEach((key, value) -> {
            if (value == null) {
                result.remove(key);
            } else {
                result.put((String) key, apply(result.get(key), value));
            }
        });
        return result;
    }

    /** The patch that makes one map of the other: removed keys are null in it. */
    public static Map<String, Object> between(Map<String, Object> from, Map<String, Object> to) {
        var patch = new LinkedHashMap<String, Object>();
        from.keySet().stream().filter(k -> !to.containsKey(k)).forEach(k -> patch.put(k, null));
        to.forEach((key, value) -> {
            var old = from.get(key);
            if (old instanceof Map<?, ?> && value instanceof Map<?, ?>) {
                var inner = between(Trees.map(old).orElseThrow(), Trees.map(value).orElseThrow());
                if (!inner.isEmpty()) {
                    patch.put(key, inner);
                }
            } else if (!from.containsKey(key) || !java.util.Objects.equals(old, value)) {
                patch.put(key, Trees.copy(value));
            }
        });
        return patch;
    }
}
