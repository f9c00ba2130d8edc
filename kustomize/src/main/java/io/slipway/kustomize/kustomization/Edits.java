package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.option.KustomizationEdits;
import io.slipway.kustomize.option.KustomizeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Applies an application's edits to the tree of a kustomization file. Stateless. */
public final class Edits {

    private Edits() {}

    /**
     * Changes the tree.
     *
     * @param componentExists says whether a component's directory is there
     * @throws KustomizeException when a label or annotation is there already, or an image makes no
     *     sense
     */
    public static void apply(
            Map<String, Object> tree, KustomizationEdits edits, Predicate<String> componentExists) {
        edits.namePrefix().ifPresent(v -> tree.put("namePrefix", v));
        edits.nameSuffix().ifPresent(v -> tree.put("nameSuffix", v));
        edits.images().forEach(image -> putNamed(tree, "images", image(image)));
        edits.replicas()
                .forEach(
                        r -> putNamed(tree, "replicas", map("name", r.name(), "count", r.count())));
        labels(tree, edits);
        addPairs(
                tree,
                "commonAnnotations",
                edits.commonAnnotations(),
                edits.forceCommonAnnotations(),
                "annotation");
        edits.namespace().ifPresent(v -> tree.put("namespace", v));
        edits.patches().forEach(p -> list(tree, "patches").add(patch(p)));
        for (var component : edits.components()) {
            if (!edits.ignoreMissingComponents() || componentExists.test(component)) {
                list(tree, "components").add(component);
            }
        }
    }

    private static void labels(Map<String, Object> tree, KustomizationEdits edits) {
        if (edits.commonLabels().isEmpty()) {
            return;
        }
        if (!edits.labelWithoutSelector()) {
            addPairs(
                    tree, "commonLabels", edits.commonLabels(), edits.forceCommonLabels(), "label");
            return;
        }
        if (!edits.forceCommonLabels()) {
            for (var entry : list(tree, "labels")) {
                if (entry instanceof Map<?, ?> map && map.get("pairs") instanceof Map<?, ?> pairs) {
                    edits.commonLabels().keySet().stream()
                            .filter(pairs::containsKey)
                            .findFirst()
                            .ifPresent(key -> {
                                throw exists("label", key);
                            });
                }
            }
        }
        list(tree, "labels")
                .add(
                        map(
                                "pairs",
                                new LinkedHashMap<>(edits.commonLabels()),
                                "includeSelectors",
                                false,
                                "includeTemplates",
                                edits.labelIncludeTemplates()));
    }

    private static void addPairs(
            Map<String, Object> tree,
            String field,
            Map<String, String> pairs,
            boolean force,
            String what) {
        if (pairs.isEmpty()) {
            return;
        }
        var present = new LinkedHashMap<String, @Nullable Object>();
        if (tree.get(field) instanceof Map<?, ?> map) {
            map.forEach((k, v) -> present.put((String) k, v));
        }
        pairs.forEach((k, v) -> {
            if (!force && present.containsKey(k)) {
                throw exists(what, k);
            }
            present.put(k, v);
        });
        tree.put(field, present);
    }

    private static KustomizeException exists(String what, String key) {
        return new KustomizeException(
                what
                        + " "
                        + key
                        + " already in kustomization file; set the force option to replace it");
    }

    private static void putNamed(
            Map<String, Object> tree, String field, Map<String, Object> entry) {
        var list = list(tree, field);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> map
                    && Objects.equals(entry.get("name"), map.get("name"))) {
                list.set(i, merged(map, entry));
                return;
            }
        }
        list.add(entry);
    }

    /** A new image keeps the new name that the file gives; tag and digest are as the edit says. */
    private static Map<String, Object> merged(Map<?, ?> old, Map<String, Object> entry) {
        var both = new LinkedHashMap<String, Object>(entry);
        if (old.get("newName") instanceof String name && !both.containsKey("newName")) {
            both.put("newName", name);
        }
        return both;
    }

    private static List<@Nullable Object> list(Map<String, Object> tree, String field) {
        var copy = new ArrayList<@Nullable Object>();
        if (tree.get(field) instanceof List<?> list) {
            copy.addAll(list);
        }
        tree.put(field, copy);
        return copy;
    }

    private static Map<String, Object> image(String text) {
        var entry = new LinkedHashMap<String, Object>();
        int equals = text.indexOf('=');
        var rest = text.substring(equals + 1);
        int at = rest.indexOf('@');
        int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
        int end = at >= 0 && (colon < 0 || at < colon) ? at : colon >= 0 ? colon : rest.length();
        var name = rest.substring(0, end);
        entry.put("name", equals < 0 ? name : text.substring(0, equals));
        if (equals >= 0 && !name.isEmpty()) {
            entry.put("newName", name);
        }
        if (at >= 0) {
            entry.put("digest", rest.substring(at + 1));
            if (colon >= 0 && colon < at) {
                entry.put("newTag", rest.substring(colon + 1, at));
            }
        } else if (colon >= 0) {
            entry.put("newTag", rest.substring(colon + 1));
        }
        if (entry.get("name").equals("") || entry.size() == 1) {
            throw new KustomizeException(
                    "invalid format of image, use one of the following options: <image>=<newimage>:<newtag>,"
                            + " <image>=<newimage>@<digest>, <image>=<newimage>, <image>:<newtag>, <image>@<digest>; got "
                            + text);
        }
        return entry;
    }

    private static Map<String, Object> patch(KustomizationEdits.Patch patch) {
        var entry = new LinkedHashMap<String, Object>();
        put(entry, "path", patch.path());
        put(entry, "patch", patch.patch());
        patch.target()
                .ifPresent(t -> {
                    var target = new LinkedHashMap<String, Object>();
                    put(target, "group", t.group());
                    put(target, "version", t.version());
                    put(target, "kind", t.kind());
                    put(target, "name", t.name());
                    put(target, "namespace", t.namespace());
                    put(target, "labelSelector", t.labelSelector());
                    put(target, "annotationSelector", t.annotationSelector());
                    entry.put("target", target);
                });
        if (patch.allowNameChange() || patch.allowKindChange()) {
            entry.put(
                    "options",
                    map(
                            "allowNameChange",
                            patch.allowNameChange(),
                            "allowKindChange",
                            patch.allowKindChange()));
        }
        return entry;
    }

    private static void put(Map<String, Object> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
