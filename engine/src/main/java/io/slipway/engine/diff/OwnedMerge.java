package io.slipway.engine.diff;

import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes from the answer to a dry run only what our manager is responsible for, over the live object
 * (spec: diff C3, server-side dry run 2). What admission webhooks and defaults changed elsewhere is
 * left as it is live; what the apply really removes stays removed.
 */
final class OwnedMerge {

    private OwnedMerge() {}

    static ResourceObject merge(ResourceObject live, ResourceObject answer, String manager) {
        var now = Ownership.of(answer, manager::equals);
        if (now.isNobodys()) {
            return answer;
        }
        var before = Ownership.of(live, manager::equals);
        return ResourceObject.of(maps(live.tree(), answer.tree(), before, now));
    }

    private static @Nullable Object values(
            @Nullable Object live, @Nullable Object answer, Ownership before, Ownership now) {
        if (now.isNobodys()) {
            return live;
        }
        if (live instanceof Map<?, ?> && answer instanceof Map<?, ?>) {
            return maps(
                    Trees.map(live).orElseThrow(), Trees.map(answer).orElseThrow(), before, now);
        }
        if (live instanceof List<?>
                && answer instanceof List<?>
                && (now.hasElements() || before.hasElements())) {
            return lists(Trees.list(live), Trees.list(answer), before, now);
        }
        return answer;
    }

    private static Map<String, Object> maps(
            Map<String, Object> live, Map<String, Object> answer, Ownership before, Ownership now) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        live.forEach((field, value) -> {
            var owned = now.field(field);
            if (answer.containsKey(field)) {
                result.put(field, values(value, answer.get(field), before.field(field), owned));
            } else if (before.field(field).isNobodys()) {
                result.put(field, value);
            }
        });
        answer.forEach((field, value) -> {
            if (!live.containsKey(field) && !now.field(field).isNobodys()) {
                result.put(field, owned(value, now.field(field)));
            }
        });
        return Trees.map(result).orElseThrow();
    }

    private static List<Object> lists(
            List<Object> live, List<Object> answer, Ownership before, Ownership now) {
        var result = new ArrayList<Object>();
        for (int i = 0; i < answer.size(); i++) {
            var element = answer.get(i);
            var owned = now.element(element, i);
            var twin = twin(live, element, now, before);
            if (twin != null) {
                result.add(
                        Objects.requireNonNull(
                                values(twin, element, before.element(twin, i), owned)));
            } else if (!owned.isNobodys()) {
                result.add(Objects.requireNonNull(owned(element, owned)));
            }
        }
        for (int i = 0; i < live.size(); i++) {
            var element = live.get(i);
            if (twin(answer, element, now, before) == null
                    && before.element(element, i).isNobodys()) {
                result.add(element);
            }
        }
        return result;
    }

    /**
     * The element of a list with the same keys; for elements that nobody of us knows, an equal one.
     */
    private static @Nullable Object twin(
            List<Object> list, Object element, Ownership now, Ownership before) {
        var keys = now.keysOf(element).isEmpty() ? before.keysOf(element) : now.keysOf(element);
        for (var candidate : list) {
            boolean same =
                    keys.isEmpty()
                            ? isAlike(candidate, element)
                            : now.keysOf(candidate).stream().anyMatch(keys::contains)
                                    || before.keysOf(candidate).stream().anyMatch(keys::contains);
            if (same) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean isAlike(Object a, Object b) {
        if (a.equals(b)) {
            return true;
        }
        var name = Trees.stringAt(a, "name");
        return name.isPresent() && name.equals(Trees.stringAt(b, "name"));
    }

    /** What of a new value is ours: leaves and ancestors of ours, and the keys of list elements. */
    private static @Nullable Object owned(@Nullable Object value, Ownership ownership) {
        if (value instanceof Map<?, ?>
                && ownership.entries().stream().anyMatch(e -> hasFields(e.fields()))) {
            var result = new LinkedHashMap<String, @Nullable Object>();
            Trees.map(value)
                    .orElseThrow()
                    .forEach((field, below) -> {
                        var here = ownership.field(field);
                        if (!here.isNobodys()) {
                            result.put(field, owned(below, here));
                        }
                    });
            return result;
        }
        if (value instanceof List<?> && ownership.hasElements()) {
            var result = new ArrayList<@Nullable Object>();
            var list = Trees.list(value);
            for (int i = 0; i < list.size(); i++) {
                var here = ownership.element(list.get(i), i);
                if (!here.isNobodys()) {
                    result.add(owned(list.get(i), here));
                }
            }
            return result;
        }
        return value;
    }

    private static boolean hasFields(Map<String, Object> fields) {
        return fields.keySet().stream().anyMatch(k -> k.startsWith("f:"));
    }
}
