package io.slipway.render.source;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.Trees;
import io.slipway.manifests.patch.MergePatch;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A source of an Application as a tree, with the overrides that stand beside the manifests
 * themselves (spec gitops-engine-manifests M3).
 *
 * @param tree the {@code source} object
 */
public record SourceTree(Map<String, Object> tree) {

    private static final List<String> FIXED = List.of("chart", "path", "repoURL", "targetRevision");
    private static final List<String> TOOLS = List.of("helm", "kustomize", "directory", "plugin");

    /** The directory of the manifests, as the author wrote it. */
    public String path() {
        return text("path");
    }

    /** The chart's name; empty when the source is no chart of a chart repository. */
    public String chart() {
        return text("chart");
    }

    /** The options of a tool; empty when they are not set. */
    public Map<String, Object> options(String tool) {
        return Trees.mapAt(tree, tool);
    }

    /** The tools whose options are set. */
    public List<String> tools() {
        return TOOLS.stream().filter(t -> tree.get(t) instanceof Map).toList();
    }

    private String text(String field) {
        return Trees.stringAt(tree, field).orElse("");
    }

    /**
     * The directory of the manifests.
     *
     * @throws RenderException when the path leaves the repository or names no directory
     */
    public TreePath directory(FileTree files) {
        TreePath path;
        try {
            path = TreePath.of(path());
        } catch (IllegalArgumentException e) {
            throw new RenderException(
                    "app path must stay inside the repository: " + e.getMessage(), e);
        }
        var found = files.entry(path);
        if (found.isEmpty()) {
            throw new RenderException(path + ": app path does not exist");
        }
        if (found.get().kind() != FileTree.Kind.DIRECTORY) {
            throw new RenderException(path + ": app path is not a directory");
        }
        return path;
    }

    /**
     * The source after the overrides in its own directory.
     *
     * @throws RenderException when an override is no YAML object; the message names the file
     */
    public SourceTree overridden(FileTree files, TreePath directory, String application) {
        var result = tree;
        var names = new ArrayList<>(List.of(".argocd-source.yaml"));
        if (!application.isEmpty() && application.indexOf('/') < 0) {
            names.add(".argocd-source-" + application + ".yaml");
        }
        for (var name : names) {
            var file = directory.child(name);
            if (files.isFile(file)) {
                result = restored(merged(result, files, file));
            }
        }
        return new SourceTree(result);
    }

    private Map<String, Object> restored(Map<String, Object> merged) {
        for (var field : FIXED) {
            merged.remove(field);
            if (tree.containsKey(field)) {
                merged.put(field, tree.get(field));
            }
        }
        return merged;
    }

    private static Map<String, Object> merged(
            Map<String, Object> onto, FileTree files, TreePath file) {
        try {
            var patch = Yaml.document(new String(files.read(file), StandardCharsets.UTF_8));
            if (patch == null) {
                return Trees.copyMap(onto);
            }
            if (!(patch instanceof Map)) {
                throw new RenderException(file + " must hold an object");
            }
            return Trees.map(MergePatch.apply(onto, patch)).orElseThrow();
        } catch (ManifestException | TreeException e) {
            throw new RenderException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
