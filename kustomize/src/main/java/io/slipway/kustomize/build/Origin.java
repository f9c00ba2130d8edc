package io.slipway.kustomize.build;

import io.slipway.kustomize.load.RemoteRoot;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where an object or a change of it came from, for the annotations of {@code buildMetadata}. */
record Origin(
        String path,
        String repo,
        String ref,
        String configuredIn,
        Optional<Map<String, String>> configuredBy) {

    static final Origin TOP = new Origin("", "", "", "", Optional.empty());

    /** The origin of what stands at a path from here. */
    Origin at(String more) {
        var remote = RemoteRoot.parse(more);
        return remote.isPresent()
                ? new Origin(
                        remote.get().path(),
                        remote.get().cloneUrl(),
                        remote.get().ref(),
                        "",
                        Optional.empty())
                : new Origin(joined(path, more), repo, ref, "", Optional.empty());
    }

    /** The origin of what a step configured in a file here makes. */
    Origin configured(String file, Map<String, String> by) {
        return new Origin("", repo, ref, joined(path, file), Optional.of(by));
    }

    static Map<String, String> builtIn(String kind) {
        var by = new LinkedHashMap<String, String>();
        by.put("apiVersion", "builtin");
        by.put("kind", kind);
        return by;
    }

    private static String joined(String base, String more) {
        var segments = new ArrayList<String>();
        for (var segment : (base + "/" + more).split("/")) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> {
                    if (segments.isEmpty() || segments.getLast().equals("..")) {
                        segments.add("..");
                    } else {
                        segments.removeLast();
                    }
                }
                default -> segments.add(segment);
            }
        }
        return String.join("/", segments);
    }

    /** As YAML, keys in the order that kustomize gives them. */
    String text() {
        var out = new StringBuilder();
        line(out, "", "path", path);
        line(out, "", "repo", repo);
        line(out, "", "ref", ref);
        line(out, "", "configuredIn", configuredIn);
        configuredBy.ifPresent(by -> {
            out.append("configuredBy:\n");
            by.forEach((k, v) -> line(out, "  ", k, v));
        });
        return out.isEmpty() ? "{}\n" : out.toString();
    }

    private static void line(StringBuilder out, String indent, String key, String value) {
        if (!value.isEmpty()) {
            out.append(indent).append(key).append(": ").append(Yaml.write(value));
        }
    }

    /** A list of transformations with one more. */
    String appendedTo(Optional<String> list) {
        var lines = text().split("\n");
        var out = new StringBuilder();
        list.map(Yaml::document)
                .ifPresent(tree -> {
                    for (var item : Trees.list(tree)) {
                        out.append(item(read(item).text().split("\n")));
                    }
                });
        return out.append(item(lines)).toString();
    }

    private static String item(String[] lines) {
        return "- " + String.join("\n  ", lines) + "\n";
    }

    private static Origin read(Object tree) {
        var by = new LinkedHashMap<String, String>();
        for (var key : List.of("apiVersion", "kind", "name", "namespace")) {
            Trees.stringAt(tree, "configuredBy", key).ifPresent(v -> by.put(key, v));
        }
        return new Origin(
                Trees.stringAt(tree, "path").orElse(""),
                Trees.stringAt(tree, "repo").orElse(""),
                Trees.stringAt(tree, "ref").orElse(""),
                Trees.stringAt(tree, "configuredIn").orElse(""),
                by.isEmpty() ? Optional.empty() : Optional.of(by));
    }
}
