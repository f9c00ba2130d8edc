package io.slipway.render.directory;

import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.manifests.yaml.TextLimits;
import io.slipway.manifests.yaml.Yaml;
import io.slipway.render.pattern.Glob;
import io.slipway.render.source.RenderException;
import io.slipway.tree.FileTree;
import io.slipway.tree.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the manifests of a plain directory, in the order of their paths. */
public final class DirectorySource {

    private static final String SKIP_MARK = "+argocd:skip-file-rendering";
    private static final int LONGEST_LINK_CHAIN = 16;
    private static final Pattern DOCUMENT_START = Pattern.compile("(?m)^---");

    private final FileTree files;
    private final TreePath root;
    private final boolean recurse;
    private final Optional<Glob> include;
    private final Optional<Glob> exclude;
    private final boolean includesAll;
    private final boolean anyExtension;
    private final DirectoryLimits limits;
    private final List<ResourceObject> objects = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long bytes;
    private int count;

    /**
     * @param options the {@code directory} object of the source; empty when it is not set
     */
    public DirectorySource(
            FileTree files, TreePath root, Map<String, Object> options, DirectoryLimits limits) {
        this.files = files;
        this.root = root;
        this.limits = limits;
        var including = Trees.stringAt(options, "include").orElse("");
        var excluding = Trees.stringAt(options, "exclude").orElse("");
        recurse = Trees.isTrueAt(options, "recurse");
        anyExtension = Trees.isTrueAt(options, "disableExtensionFilter");
        includesAll = including.isEmpty();
        include = Glob.crossing(including);
        exclude = excluding.isEmpty() ? Optional.empty() : Glob.crossing(excluding);
    }

    /**
     * The objects of all manifests.
     *
     * @throws RenderException when a manifest is broken or a limit is exceeded; the message names
     *     the file
     */
    public List<ResourceObject> read() {
        walk(root, 0);
        return List.copyOf(objects);
    }

    /** What was passed over and why, after {@link #read}. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void walk(TreePath directory, int depth) {
        if (depth > limits.maxDepth()) {
            throw new RenderException(
                    directory + " is nested deeper than " + limits.maxDepth() + " directories");
        }
        for (var entry : files.list(directory)) {
            switch (entry.kind()) {
                case DIRECTORY -> {
                    if (recurse) {
                        walk(entry.path(), depth + 1);
                    }
                }
                case FILE -> consider(entry.path(), entry.path());
                case SYMLINK -> {
                    if (isCandidate(entry.path())) {
                        target(entry.path()).ifPresent(to -> consider(entry.path(), to));
                    }
                }
            }
        }
    }

    private void consider(TreePath name, TreePath content) {
        if (!isCandidate(name)) {
            return;
        }
        if (name.value().endsWith(".jsonnet")) {
            throw RenderException.unsupported("Jsonnet (" + name + ")");
        }
        var bytesOfFile = files.read(content);
        bytes += bytesOfFile.length;
        if (bytes > limits.maxBytes()) {
            throw new RenderException(
                    "the manifests are larger than " + limits.maxBytes() + " bytes together");
        }
        if (++count > limits.maxFiles()) {
            throw new RenderException("there are more than " + limits.maxFiles() + " manifests");
        }
        var text = new String(bytesOfFile, StandardCharsets.UTF_8);
        if (!text.contains(SKIP_MARK)) {
            objects.addAll(name.value().endsWith(".json") ? json(name, text) : yaml(name, text));
        }
    }

    private boolean isCandidate(TreePath file) {
        var name = file.name();
        boolean extension =
                anyExtension
                        || name.endsWith(".yaml")
                        || name.endsWith(".yml")
                        || name.endsWith(".json")
                        || name.endsWith(".jsonnet");
        var relative =
                root.isRoot() ? file.value() : file.value().substring(root.value().length() + 1);
        return extension
                && exclude.filter(g -> g.matches(relative)).isEmpty()
                && (includesAll || include.filter(g -> g.matches(relative)).isPresent());
    }

    /** The file that a link leads to, which must be in the repository. */
    private Optional<TreePath> target(TreePath link) {
        var at = link;
        for (int i = 0; i < LONGEST_LINK_CHAIN; i++) {
            var text = new String(files.read(at), StandardCharsets.UTF_8);
            try {
                at = at.parent().orElse(TreePath.ROOT).resolve(text);
            } catch (TreePath.PathEscape e) {
                throw new RenderException(link + " is a link that leaves the repository", e);
            }
            var found = files.entry(at);
            if (found.isEmpty()) {
                warnings.add(link + " is a link to nothing and was skipped");
                return Optional.empty();
            }
            if (found.get().kind() == FileTree.Kind.DIRECTORY) {
                return Optional.empty();
            }
            if (found.get().kind() == FileTree.Kind.FILE) {
                return Optional.of(at);
            }
        }
        throw new RenderException(link + " is a chain of too many links");
    }

    private static List<ResourceObject> json(TreePath file, String text) {
        try {
            return Yaml.objects(Json.write(Json.readObject(text)), TextLimits.defaults());
        } catch (ManifestException e) {
            throw new RenderException("Failed to unmarshal \"" + file + "\": " + e.getMessage(), e);
        }
    }

    private static List<ResourceObject> yaml(TreePath file, String text) {
        try {
            return Yaml.objects(text, TextLimits.defaults());
        } catch (ManifestException e) {
            if (looksLikeManifest(text)) {
                throw new RenderException(
                        "Failed to unmarshal \"" + file + "\": " + e.getMessage(), e);
            }
            return List.of(); // some other YAML that lies in the same directory
        }
    }

    /**
     * Whether a text that cannot be read was meant as one: by its fields, or by what precedes it.
     */
    private static boolean looksLikeManifest(String text) {
        return (text.contains("apiVersion:")
                        && text.contains("kind:")
                        && text.contains("metadata:"))
                || startsWithObject(text);
    }

    private static boolean startsWithObject(String text) {
        for (var part : DOCUMENT_START.split(text)) {
            if (!part.isBlank()) {
                try {
                    return !Yaml.objects(part, TextLimits.defaults()).isEmpty();
                } catch (ManifestException e) {
                    return false; // the first document is the broken one
                }
            }
        }
        return false;
    }
}
