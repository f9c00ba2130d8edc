package io.slipway.kustomize.transform;

import io.slipway.kustomize.kustomization.PatchEntry;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.load.ResourceFiles;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.NodeException;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Values;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.patch.JsonOperations;
import io.slipway.kustomize.patch.StrategicMerge;
import io.slipway.kustomize.resource.Bookkeeping;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.Selector;
import io.slipway.kustomize.schema.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code patches}, {@code patchesStrategicMerge} or {@code patchesJson6902}: spec
 * section 7.
 */
public final class PatchTransformer implements Transformer {

    private final List<Resource> merges;
    private final Optional<JsonOperations> operations;
    private final Optional<Selector> target;
    private final boolean nameMayChange;
    private final boolean kindMayChange;
    private final boolean remembersId;
    private final boolean checksIds;
    private final String source;

    private PatchTransformer(
            List<Resource> merges,
            Optional<JsonOperations> operations,
            Optional<Selector> target,
            boolean nameMayChange,
            boolean kindMayChange,
            boolean remembersId,
            boolean checksIds,
            String source) {
        this.merges = merges;
        this.operations = operations;
        this.target = target;
        this.nameMayChange = nameMayChange;
        this.kindMayChange = kindMayChange;
        this.remembersId = remembersId;
        this.checksIds = checksIds;
        this.source = source;
    }

    /**
     * An entry of {@code patches}.
     *
     * @param lenient whether empty patches are allowed, as from 5.7 on
     */
    public static PatchTransformer of(
            PatchEntry entry, Loader loader, ResourceFiles files, Schema schema, boolean lenient) {
        var inline = entry.patch().strip();
        if (inline.isEmpty() && entry.path().isEmpty()) {
            throw new KustomizeException(
                    "must specify one of patch and path in\n" + describe(entry));
        }
        if (!inline.isEmpty() && !entry.path().isEmpty()) {
            throw new KustomizeException(
                    "patch and path can't be set at the same time\n" + describe(entry));
        }
        var source =
                inline.isEmpty()
                        ? "[path: \"" + entry.path() + "\"]"
                        : "[patch: \"" + inline + "\"]";
        var text = inline;
        if (inline.isEmpty()) {
            try {
                text = loader.text(entry.path());
            } catch (KustomizeException e) {
                throw e.prefixed("failed to get the patch file from path(" + entry.path() + "): ");
            }
        }
        Optional<List<Resource>> merges = Optional.empty();
        Optional<JsonOperations> operations = Optional.empty();
        var file = inline.isEmpty() ? loader.display(entry.path()) : "";
        KustomizeException first = null;
        try {
            merges = Optional.of(files.read(text, file, schema));
        } catch (KustomizeException e) {
            first = e;
        }
        try {
            operations = Optional.of(JsonOperations.parse(text, loader.budget().text()));
        } catch (KustomizeException e) {
            if (first != null) {
                var cause = looksLikeOperations(text) ? e : first;
                throw new KustomizeException(
                        "unable to parse SM or JSON patch from " + source + ": " + cause.gist(),
                        cause.place(),
                        e);
            }
        }
        if (merges.isPresent()
                && operations.isPresent()
                && !(lenient && (merges.get().isEmpty() || operations.get().isEmpty()))) {
            throw new KustomizeException(
                    "illegally qualifies as both an SM and JSON patch: " + source);
        }
        if (entry.allowNameChange() || entry.allowKindChange()) {
            // The original notes the options in annotations, which makes texts of all of them.
            merges.ifPresent(all ->
                    all.forEach(p ->
                            p.setMetadataTexts("annotations", p.metadataTexts("annotations"))));
        }
        var target = entry.target().map(t -> t.selector());
        boolean nothing = merges.isPresent() && merges.get().isEmpty();
        if (nothing && !lenient && target.isEmpty()) {
            throw new KustomizeException("must specify a target for JSON patch " + source);
        }
        return new PatchTransformer(
                merges.orElse(List.of()),
                merges.isPresent() ? Optional.empty() : operations,
                target,
                entry.allowNameChange(),
                entry.allowKindChange(),
                true,
                false,
                source);
    }

    private static boolean looksLikeOperations(String text) {
        var start = text.stripLeading();
        return start.startsWith("[") || start.startsWith("- ");
    }

    private static String describe(PatchEntry entry) {
        return entry.target().map(t -> "target: " + t).orElse("path: " + entry.path());
    }

    /** Patches of {@code patchesStrategicMerge}, all of one list. */
    public static PatchTransformer ofMerges(List<Resource> patches) {
        return new PatchTransformer(
                patches,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false,
                true,
                "patchesStrategicMerge");
    }

    /** An entry of {@code patchesJson6902}. */
    public static PatchTransformer ofOperations(PatchEntry entry, Loader loader) {
        var target =
                entry.target()
                        .orElseThrow(() -> new KustomizeException("must specify the target name"));
        if (target.name().isEmpty()) {
            throw new KustomizeException("must specify the target name");
        }
        if (entry.path().isEmpty() && entry.patch().isEmpty()) {
            throw new KustomizeException("empty file path and empty jsonOp");
        }
        if (!entry.path().isEmpty() && !entry.patch().isEmpty()) {
            throw new KustomizeException("must specify a file path or jsonOp, not both");
        }
        var text = entry.patch().isEmpty() ? loader.text(entry.path()) : entry.patch();
        if (text.isEmpty()) {
            throw new KustomizeException(
                    "patch file '" + entry.path() + "' empty seems to be empty");
        }
        var operations = JsonOperations.parse(text, loader.budget().text());
        if (operations.isEmpty()) {
            throw new KustomizeException(
                    "patch appears to be empty; file="
                            + entry.path()
                            + ", JsonOp="
                            + entry.patch());
        }
        return new PatchTransformer(
                List.of(),
                Optional.of(operations),
                Optional.of(target.selector()),
                true,
                true,
                false,
                false,
                "[path: \"" + entry.path() + "\"]");
    }

    @Override
    public void transform(ResourceList resources) {
        if (operations.isPresent()) {
            operate(resources, operations.get());
        } else if (!merges.isEmpty()) {
            if (target.isPresent()) {
                mergeSelected(resources, target.get());
            } else {
                merges.forEach(patch -> mergeOne(resources, patch));
            }
        }
        resources.idsMayHaveChanged();
    }

    private void mergeSelected(ResourceList resources, Selector selector) {
        if (merges.size() > 1) {
            throw new KustomizeException(
                    "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: "
                            + source);
        }
        var ids = new HashSet<>(resources.selected(selector).stream().map(Resource::id).toList());
        for (var resource : List.copyOf(resources.all())) {
            if (ids.contains(resource.id())) {
                merge(resource, forSelected(merges.getFirst(), resource));
            }
        }
        resources.dropDeleted();
        resources.checkIds("may not add resource with an already registered id: ");
    }

    private void mergeOne(ResourceList resources, Resource patch) {
        var id = patch.originalId();
        var found = resources.withId(id);
        if (found.size() != 1) {
            throw new KustomizeException(
                    (checksIds ? "" : "no resource matches strategic merge patch \"" + id + "\": ")
                            + (found.isEmpty() ? "no matches for Id " : "multiple matches for Id ")
                            + id
                            + "; failed to find unique target for patch "
                            + id,
                    KustomizeException.Place.file(patch.source(), patch.node().line()));
        }
        var resource = found.getFirst();
        merge(resource, checksIds ? forSelected(patch, resource) : patch);
        if (checksIds) {
            resources.dropDeleted();
            resources.checkIds("may not add resource with an already registered id: ");
        }
    }

    /** The patch with the type of the object, its labels and annotations made texts. */
    private static Resource forSelected(Resource patch, Resource resource) {
        var copy = patch.copy();
        for (var field : List.of("labels", "annotations")) {
            copy.setMetadataTexts(field, copy.metadataTexts(field));
        }
        copy.setName(patch.name());
        copy.setNamespace(patch.namespace());
        var apiVersion = resource.apiVersion();
        if (!apiVersion.isEmpty()) {
            Resource.setField(copy.node(), "apiVersion", ScalarNode.untagged(apiVersion));
        } else {
            copy.node().remove("apiVersion");
        }
        return copy;
    }

    private void merge(Resource resource, Resource patch) {
        var name = resource.name();
        var namespace = resource.namespace();
        var kind = resource.kind();
        if (nameMayChange || kindMayChange) {
            resource.rememberId();
        }
        boolean forgets = takesAnnotationsAway(patch.node());
        try {
            if (!new StrategicMerge(resource.schema()).apply(resource.node(), patch.node())) {
                resource.delete();
                return;
            }
        } catch (KustomizeException e) {
            throw e.in(KustomizeException.Place.file(patch.source(), patch.node().line()));
        }
        if (resource.isGone()) {
            return;
        }
        if (forgets) {
            resource.forgetBookkeeping();
        }
        resource.notePatchOptions(nameMayChange, kindMayChange);
        if (!kindMayChange) {
            resource.setKind(kind);
        }
        if (!nameMayChange) {
            resource.setName(name);
        }
        resource.setNamespace(namespace);
    }

    /** Such a patch also takes away what the original notes in annotations. */
    private static boolean takesAnnotationsAway(MapNode patch) {
        Node metadata = patch.get("metadata");
        if (metadata == null) {
            return false;
        }
        if (metadata.isNull() || metadata instanceof MapNode m && drops(m)) {
            return true;
        }
        Node annotations = metadata instanceof MapNode m ? m.get("annotations") : null;
        return annotations != null
                && (annotations.isNull() || annotations instanceof MapNode a && drops(a));
    }

    private static boolean drops(MapNode map) {
        var directive = map.text("$patch");
        return directive.equals("delete") || directive.equals("replace");
    }

    private void operate(ResourceList resources, JsonOperations list) {
        var selector =
                target.orElseThrow(() ->
                        new KustomizeException("must specify a target for JSON patch " + source));
        for (var resource : resources.selected(selector)) {
            if (remembersId) {
                resource.rememberId();
            }
            var before = resource.node();
            // Operations see, and may copy, what the original notes in annotations.
            var notes = Bookkeeping.annotations(resource);
            if (!notes.isEmpty()) {
                before.mapOrNew("metadata")
                        .flatMap(m -> m.mapOrNew("annotations"))
                        .ifPresent(a -> notes.forEach((k, v) -> a.put(k, ScalarNode.string(v))));
            }
            try {
                var after = (MapNode) Values.ofJson(list.apply(Values.map(before)));
                after.at(before.line());
                after.map("metadata")
                        .flatMap(m -> m.map("annotations"))
                        .ifPresent(a -> notes.keySet().forEach(a::remove));
                resource.replaceNode(after);
                if (after.get("metadata") instanceof MapNode m && m.get("annotations") != null) {
                    resource.setMetadataTexts("annotations", resource.metadataTexts("annotations"));
                }
            } catch (KustomizeException e) {
                throw e.in(KustomizeException.Place.file(resource.source(), before.line()));
            } catch (NodeException e) {
                throw new KustomizeException(
                        String.valueOf(e.getMessage()),
                        KustomizeException.Place.file(resource.source(), e.line()),
                        e);
            }
        }
    }
}
