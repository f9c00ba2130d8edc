package io.slipway.render;

import io.slipway.kustomize.Kustomizer;
import io.slipway.manifests.ManifestException;
import io.slipway.manifests.ResourceObject;
import io.slipway.manifests.Trees;
import io.slipway.manifests.yaml.Json;
import io.slipway.render.cache.RenderCache;
import io.slipway.render.directory.DirectorySource;
import io.slipway.render.kustomize.KustomizeSource;
import io.slipway.render.source.RenderException;
import io.slipway.render.source.SourceTree;
import io.slipway.render.source.SourceType;
import io.slipway.tree.FileTree;
import io.slipway.tree.RecordingTree;
import io.slipway.tree.TreeException;
import io.slipway.tree.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the objects that a source describes, and remembers them by what it read. Safe for several
 * threads.
 */
public final class Renderer {

    private final RenderSettings settings;
    private final KustomizeSource kustomize;
    private final RenderCache<RenderResult> cache;

    /** With these settings and an empty cache. */
    public Renderer(RenderSettings settings) {
        this.settings = settings;
        this.kustomize = new KustomizeSource(new Kustomizer(), settings.kustomize());
        this.cache = new RenderCache<>(settings.cachedSources());
    }

    /**
     * The objects of a source.
     *
     * @throws RenderException when the source cannot be rendered; the same request fails again
     */
    public RenderResult render(RenderRequest request) {
        var key = key(request);
        if (!request.fresh()) {
            var found = cache.find(key, request.files(), request.variables());
            if (found.isPresent()) {
                return found.get().asCached();
            }
        }
        var result = make(request);
        cache.put(key, result.readSet(), request.variables().asked(), result);
        return result;
    }

    private String key(RenderRequest request) {
        return Json.write(
                List.of(
                        request.origin(),
                        request.application(),
                        request.source().tree(),
                        settings.kustomize().toString(),
                        settings.directory().toString()));
    }

    private RenderResult make(RenderRequest request) {
        var files = new RecordingTree(request.files());
        try {
            return make(request, files);
        } catch (TreeException | ManifestException e) {
            throw new RenderException(String.valueOf(e.getMessage()), e);
        }
    }

    private RenderResult make(RenderRequest request, RecordingTree files) {
        if (!request.source().chart().isEmpty()) {
            throw RenderException.unsupported(
                    "charts of a chart repository (" + request.source().chart() + ")");
        }
        var directory = request.source().directory(files);
        var source = request.source().overridden(files, directory, request.application());
        var type = typeOf(source, files, directory);
        var warnings = new ArrayList<String>();
        var objects =
                switch (type) {
                    case DIRECTORY -> {
                        var plain =
                                new DirectorySource(
                                        files,
                                        directory,
                                        source.options("directory"),
                                        settings.directory());
                        var read = plain.read();
                        warnings.addAll(plain.warnings());
                        yield read;
                    }
                    case KUSTOMIZE -> {
                        var built =
                                kustomize.build(
                                        files,
                                        directory,
                                        source.options("kustomize"),
                                        request.variables());
                        warnings.addAll(built.warnings());
                        yield built.resources();
                    }
                    case HELM -> throw RenderException.unsupported("Helm charts");
                    case PLUGIN -> throw RenderException.unsupported("plugins");
                    case NONE -> List.<ResourceObject>of();
                };
        return new RenderResult(flattened(objects), files.readSet(), type, warnings, false);
    }

    /** Spec gitops-engine-manifests M4. */
    private static SourceType typeOf(SourceTree source, FileTree files, TreePath directory) {
        var tools = source.tools();
        if (tools.size() > 1) {
            throw new RenderException(
                    "the source has options of several tools, keep one: "
                            + String.join(", ", tools));
        }
        if (!tools.isEmpty()) {
            return switch (tools.getFirst()) {
                case "helm" -> SourceType.HELM;
                case "kustomize" -> SourceType.KUSTOMIZE;
                case "plugin" -> SourceType.PLUGIN;
                default -> SourceType.DIRECTORY;
            };
        }
        if (KustomizeSource.isKustomization(files, directory)) {
            return SourceType.KUSTOMIZE;
        }
        return files.isFile(directory.child("Chart.yaml")) ? SourceType.HELM : SourceType.DIRECTORY;
    }

    private List<ResourceObject> flattened(List<ResourceObject> objects) {
        var flat = new ArrayList<ResourceObject>();
        objects.forEach(o -> flatten(o, flat));
        if (flat.size() > settings.maxObjects()) {
            throw new RenderException(
                    "the source yields more than " + settings.maxObjects() + " objects");
        }
        return List.copyOf(flat);
    }

    private static void flatten(ResourceObject object, List<ResourceObject> into) {
        var tree = object.tree();
        boolean isList =
                tree.containsKey("items")
                        && !tree.containsKey("spec")
                        && !tree.containsKey("status");
        if (!isList) {
            into.add(object);
            return;
        }
        for (var item : Trees.list(tree.get("items"))) {
            Map<String, Object> map =
                    Trees.map(item)
                            .orElseThrow(() ->
                                    new RenderException(
                                            object.kind() + " has an item that is no object"));
            flatten(ResourceObject.of(map), into);
        }
    }
}
