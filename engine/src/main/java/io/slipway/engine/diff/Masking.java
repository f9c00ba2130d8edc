package io.slipway.engine.diff;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hides the values of Secrets before anything leaves the engine (spec: diff S). Equal values of one
 * key become equal runs of {@code +}, different ones runs of different lengths, so that a change
 * stays visible and its value does not. Stateless.
 */
public final class Masking {

    private static final int SHORTEST = 8;
    private static final String HIDDEN = "++++++++";

    private Masking() {}

    /** Whether objects of this type hold secrets. */
    public static boolean isSecret(ResourceObject object) {
        return object.groupKind().group().isEmpty() && object.kind().equals("Secret");
    }

    /** The object with its secrets hidden; an object of another kind as it is. */
    public static ResourceObject masked(ResourceObject object, Set<String> annotations) {
        return masked(List.of(object), annotations).getFirst();
    }

    /**
     * Several versions of one object (live, predicted, desired), with the same values hidden the
     * same way in each.
     *
     * @param annotations names of annotations whose values are secrets too
     */
    public static List<ResourceObject> masked(
            List<ResourceObject> versions, Set<String> annotations) {
        if (versions.stream().noneMatch(Masking::isSecret)) {
            return List.copyOf(versions);
        }
        var lengths = new Lengths();
        return versions.stream().map(o -> masked(o, annotations, lengths)).toList();
    }

    private static ResourceObject masked(
            ResourceObject object, Set<String> annotations, Lengths lengths) {
        var tree = object.copyOfTree();
        hide(tree, lengths);
        var noted = Trees.mapAt(tree, "metadata", "annotations");
        if (!noted.isEmpty()) {
            noted.replaceAll((key, value) -> {
                if (annotations.contains(key)) {
                    return lengths.run("annotation " + key, value);
                }
                return key.equals(ThreeWayMerge.LAST_APPLIED) ? hiddenText(value, lengths) : value;
            });
        }
        return ResourceObject.of(tree);
    }

    /** Replaces every value of data and stringData; what is no map, and so invalid, wholly. */
    private static void hide(Map<String, Object> tree, Lengths lengths) {
        for (var field : List.of("data", "stringData")) {
            var value = tree.get(field);
            if (value == null) {
                continue;
            }
            var data = Trees.map(value);
            if (data.isEmpty()) {
                tree.put(field, HIDDEN);
                continue;
            }
            var hidden = new LinkedHashMap<String, Object>();
            data.get()
                    .forEach((key, v) ->
                            hidden.put(
                                    key, lengths.run(key, field.equals("data") ? v : encoded(v))));
            tree.put(field, hidden);
        }
    }

    private static @Nullable Object encoded(@Nullable Object value) {
        return value instanceof String text
                ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                : value;
    }

    private static String hiddenText(@Nullable Object value, Lengths lengths) {
        try {
            var tree = Json.readObject(String.valueOf(value));
            hide(tree, lengths);
            return Json.write(tree);
        } catch (ManifestException _) {
            return HIDDEN;
        }
    }

    /** An error text about an object, without any of its secrets. */
    public static String text(String message, ResourceObject about) {
        if (!isSecret(about)) {
            return message;
        }
        var text = message;
        for (var secret : secrets(about)) {
            text = text.replace(secret, HIDDEN);
        }
        return text;
    }

    private static List<String> secrets(ResourceObject object) {
        var found = new LinkedHashSet<String>();
        for (var field : List.of("data", "stringData")) {
            collect(object.tree().get(field), found);
        }
        for (var text : List.copyOf(found)) {
            found.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            decoded(text).ifPresent(found::add);
        }
        var longestFirst = new ArrayList<>(found);
        longestFirst.removeIf(s -> s.length() < 2);
        longestFirst.sort((a, b) -> b.length() - a.length());
        return longestFirst;
    }

    /** What the text encodes; empty when it is no base64. */
    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static void collect(@Nullable Object value, Set<String> found) {
        switch (value) {
            case Map<?, ?> map -> map.values().forEach(v -> collect(v, found));
            case List<?> list -> list.forEach(v -> collect(v, found));
            case String text -> found.add(text);
            case Number number -> found.add(number.toString());
            case null, default -> {}
        }
    }

    /** Gives each different value of a key a length of its own. */
    private static final class Lengths {
        private final Map<String, Map<Object, Integer>> byKey = new HashMap<>();

        String run(String key, @Nullable Object value) {
            var known = byKey.computeIfAbsent(key, _ -> new HashMap<>());
            int length =
                    known.computeIfAbsent(
                            Objects.requireNonNullElse(value, ""), _ -> SHORTEST + known.size());
            return "+".repeat(length);
        }
    }
}
