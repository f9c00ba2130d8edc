package io.slipway.delivery.window;

import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Windows as trees, in the words of {@code AppProject.spec.syncWindows}. Pure. */
public final class WindowFormat {

    private WindowFormat() {}

    /** The windows of a list of trees; what is missing is empty, what is unknown is left out. */
    public static SyncWindows read(List<?> trees) {
        return new SyncWindows(trees.stream().map(WindowFormat::window).toList());
    }

    private static SyncWindow window(Object tree) {
        return new SyncWindow(
                text(tree, "kind"),
                text(tree, "schedule"),
                text(tree, "duration"),
                texts(tree, "applications"),
                texts(tree, "namespaces"),
                texts(tree, "clusters"),
                flag(tree, "manualSync"),
                text(tree, "timeZone"),
                flag(tree, "andOperator"),
                flag(tree, "syncOverrun"),
                text(tree, "description"));
    }

    /** The trees of windows, without what is empty. */
    public static List<Map<String, Object>> write(SyncWindows windows) {
        return windows.all().stream().map(WindowFormat::tree).toList();
    }

    private static Map<String, Object> tree(SyncWindow window) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("kind", window.kind());
        tree.put("schedule", window.schedule());
        tree.put("duration", window.duration());
        put(tree, "applications", window.applications());
        put(tree, "namespaces", window.namespaces());
        put(tree, "clusters", window.clusters());
        put(tree, "manualSync", window.manualSync());
        put(tree, "timeZone", window.timeZone());
        put(tree, "andOperator", window.andOperator());
        put(tree, "syncOverrun", window.syncOverrun());
        put(tree, "description", window.description());
        return tree;
    }

    private static void put(Map<String, Object> tree, String field, Object value) {
        if (!value.equals("") && !value.equals(false) && !value.equals(List.of())) {
            tree.put(field, value);
        }
    }

    private static String text(Object tree, String field) {
        return Trees.stringAt(tree, field).orElse("");
    }

    private static boolean flag(Object tree, String field) {
        return Trees.mapAt(tree).get(field) instanceof Boolean set && set;
    }

    private static List<String> texts(Object tree, String field) {
        return Trees.listAt(tree, field).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }
}
