package io.slipway.sandbox.access;

import io.slipway.manifests.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule of a role. */
record Rule(
        List<String> verbs,
        List<String> groups,
        List<String> resources,
        List<String> names,
        List<String> paths) {

    static Rule of(Object tree) {
        return new Rule(
                texts(tree, "verbs"),
                texts(tree, "apiGroups"),
                texts(tree, "resources"),
                texts(tree, "resourceNames"),
                texts(tree, "nonResourceURLs"));
    }

    private static List<String> texts(Object tree, String field) {
        return Trees.listAt(tree, field).stream().map(String::valueOf).toList();
    }

    boolean allows(Question question) {
        if (!hasOrAll(verbs, question.verb())) {
            return false;
        }
        if (question.resource().isEmpty()) {
            return paths.stream()
                    .anyMatch(p ->
                            p.equals("*")
                                    || p.equals(question.path())
                                    || (p.endsWith("*")
                                            && question.path()
                                                    .startsWith(p.substring(0, p.length() - 1))));
        }
        return hasOrAll(groups, question.group())
                && matchesResource(question)
                && (names.isEmpty() || names.contains(question.name()));
    }

    private boolean matchesResource(Question question) {
        return resources.contains("*")
                || resources.contains(question.resourceWithPart())
                || (!question.subresource().isEmpty()
                        && resources.contains("*/" + question.subresource()));
    }

    private static boolean hasOrAll(List<String> allowed, String wanted) {
        return allowed.contains("*") || allowed.contains(wanted);
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("verbs", verbs);
        if (paths.isEmpty()) {
            tree.put("apiGroups", groups);
            tree.put("resources", resources);
            if (!names.isEmpty()) {
                tree.put("resourceNames", names);
            }
        } else {
            tree.put("nonResourceURLs", paths);
        }
        return tree;
    }
}
