package io.slipway.engine.diff;

import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is ignored as it is live when an object is applied (spec: sync B7). What is ignored
 * shows itself by being gone from the normalised trees.
 */
final class IgnoredFields {

    private IgnoredFields() {}

    /**
     * The desired tree with the live values of what is ignored.
     *
     * @param desiredLeft desired without what is ignored
     * @param liveLeft live without what is ignored
     */
    static Map<String, Object> kept(
            Map<String, Object> desired,
            Map<String, Object> desiredLeft,
            Map<String, Object> live,
            Map<String, Object> liveLeft) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        var fields = new TreeSet<>(live.keySet());
        fields.addAll(desired.keySet());
        for (var field : fields) {
            boolean ignored =
                    (live.containsKey(field) && !liveLeft.containsKey(field))
                            || (desired.containsKey(field) && !desiredLeft.containsKey(field));
            if (ignored) {
                if (live.containsKey(field)) {
                    result.put(field, live.get(field));
                }
            } else if (desired.containsKey(field)) {
                result.put(
                        field,
                        value(
                                desired.get(field),
                                desiredLeft.get(field),
                                live.get(field),
                                liveLeft.get(field)));
            } else if (!Objects.equals(live.get(field), liveLeft.get(field))) {
                var only = onlyIgnored(live.get(field), liveLeft.get(field));
                if (only != null) {
                    result.put(field, only);
                }
            }
        }
        return Trees.map(ordered(result, desired)).orElseThrow();
    }

    private static @Nullable Object value(
            @Nullable Object desired,
            @Nullable Object desiredLeft,
            @Nullable Object live,
            @Nullable Object liveLeft) {
        if (Objects.equals(live, liveLeft) && Objects.equals(desired, desiredLeft)) {
            return desired;
        }
        if (desired instanceof Map<?, ?> && desiredLeft instanceof Map<?, ?>) {
            return kept(
                    Trees.map(desired).orElseThrow(),
                    Trees.map(desiredLeft).orElseThrow(),
                    Trees.map(live).orElse(Map.of()),
                    Trees.map(liveLeft).orElse(Map.of()));
        }
        if (desired instanceof List<?> && desiredLeft instanceof List<?>) {
            return list(
                    Trees.list(desired),
                    Trees.list(desiredLeft),
                    Trees.list(live),
                    Trees.list(liveLeft));
        }
        return desired;
    }

    /** Elements that are ignored wholly come from live; of the others, their ignored parts. */
    private static List<Object> list(
            List<Object> desired,
            List<Object> desiredLeft,
            List<Object> live,
            List<Object> liveLeft) {
        if (desired.size() != desiredLeft.size() || live.size() != liveLeft.size()) {
            var result = new ArrayList<>(desiredLeft);
            live.stream().filter(e -> !liveLeft.contains(e)).forEach(result::add);
            return result;
        }
        var result = new ArrayList<Object>();
        for (int i = 0; i < desired.size(); i++) {
            int twin = twin(desired.get(i), i, live);
            result.add(
                    twin < 0
                            ? desired.get(i)
                            : Objects.requireNonNull(
                                    value(
                                            desired.get(i),
                                            desiredLeft.get(i),
                                            live.get(twin),
                                            liveLeft.get(twin))));
        }
        return result;
    }

    private static int twin(Object element, int index, List<Object> live) {
        var name = Trees.stringAt(element, "name");
        if (name.isEmpty()) {
            return index < live.size() ? index : -1;
        }
        for (int i = 0; i < live.size(); i++) {
            if (Trees.stringAt(live.get(i), "name").equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** What of a live value is ignored, for a field that is not desired at all. */
    private static @Nullable Object onlyIgnored(@Nullable Object live, @Nullable Object liveLeft) {
        if (!(live instanceof Map<?, ?>) || !(liveLeft instanceof Map<?, ?> left)) {
            return null;
        }
        var result = new LinkedHashMap<String, @Nullable Object>();
        Trees.map(live)
                .orElseThrow()
                .forEach((field, value) -> {
                    if (!left.containsKey(field)) {
                        result.put(field, value);
                    } else if (!Objects.equals(value, left.get(field))) {
                        var below = onlyIgnored(value, left.get(field));
                        if (below != null) {
                            result.put(field, below);
                        }
                    }
                });
        return result.isEmpty() ? null : result;
    }

    private static Map<String, @Nullable Object> ordered(
            Map<String, @Nullable Object> tree, Map<String, Object> like) {
        var result = new LinkedHashMap<String, @Nullable Object>();
        like.keySet().stream().filter(tree::containsKey).forEach(k -> result.put(k, tree.get(k)));
        tree.forEach(result::putIfAbsent);
        return result;
    }
}
