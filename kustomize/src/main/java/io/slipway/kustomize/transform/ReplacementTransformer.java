package io.slipway.kustomize.transform;

import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.kustomization.Fields;
import io.slipway.kustomize.kustomization.ReplacementEntry;
import io.slipway.kustomize.kustomization.TargetFields;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceId;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Copies values from fields to fields: spec section 8.8. */
public final class ReplacementTransformer implements Transformer {

    private final List<ReplacementEntry> entries;
    private final boolean isNew;

    private ReplacementTransformer(List<ReplacementEntry> entries, boolean isNew) {
        this.entries = entries;
        this.isNew = isNew;
    }

    /** The entries, files among them read. */
    public static ReplacementTransformer of(
            List<ReplacementEntry> entries, Loader loader, boolean isNew) {
        var all = new ArrayList<ReplacementEntry>();
        for (var entry : entries) {
            if (entry.path().isEmpty()) {
                all.add(entry);
                continue;
            }
            if (entry.source().isPresent()
                    || entry.targets().filter(t -> !t.isEmpty()).isPresent()) {
                throw new KustomizeException("cannot specify both path and inline replacement");
            }
            var tree = OldYaml.read(loader.text(entry.path()), loader.budget().text());
            switch (tree) {
                case List<?> list ->
                        list.forEach(item ->
                                all.add(
                                        ReplacementEntry.of(
                                                Fields.lenient(item, "Replacement"), isNew)));
                case Map<?, ?> map ->
                        all.add(ReplacementEntry.of(Fields.lenient(map, "Replacement"), isNew));
                case null, default ->
                        throw new KustomizeException(
                                "unsupported replacement type encountered within replacement path: invalid",
                                KustomizeException.Place.file(loader.display(entry.path()), 0));
            }
        }
        return new ReplacementTransformer(List.copyOf(all), isNew);
    }

    @Override
    public void transform(ResourceList resources) {
        for (var entry : entries) {
            if (entry.source().isEmpty() && entry.sourceValue().isEmpty()
                    || entry.targets().isEmpty()) {
                throw new KustomizeException(
                        "replacements must specify a source and at least one target");
            }
            if (entry.source().isPresent() && entry.sourceValue().isPresent()) {
                throw new KustomizeException("value and resource selectors are mutually exclusive");
            }
            var value =
                    entry.sourceValue()
                            .<Node>map(ScalarNode::untagged)
                            .orElseGet(() -> value(resources, entry.source().orElseThrow()));
            for (var target : entry.targets().orElseThrow()) {
                apply(resources, value, target);
            }
        }
        resources.idsMayHaveChanged();
    }

    private static ResourceId current(Resource resource) {
        return new ResourceId(resource.type(), resource.name(), resource.namespace(), false);
    }

    private static List<ResourceId> ids(Resource resource) {
        var ids = new ArrayList<ResourceId>();
        ids.add(current(resource));
        ids.addAll(resource.earlierIds());
        return ids;
    }

    private static boolean isSelected(ResourceId id, TargetFields by) {
        return (by.name().isEmpty() || by.name().equals(id.name()))
                && (by.namespace().isEmpty()
                        || by.namespace().equals(id.effectiveNamespace())
                        || by.namespace().equals("default")
                                && id.effectiveNamespace().equals("default"))
                && id.type().isSelectedBy(by.type());
    }

    private static Node value(ResourceList resources, ReplacementEntry.Source source) {
        Resource found = null;
        for (var resource : resources.all()) {
            if (!resource.isGone()
                    && ids(resource).stream().anyMatch(id -> isSelected(id, source.select()))) {
                if (found != null) {
                    throw new KustomizeException(
                            "multiple matches for selector " + describe(source));
                }
                found = resource;
            }
        }
        if (found == null) {
            throw new KustomizeException("nothing selected by " + describe(source));
        }
        var path = source.fieldPath().isEmpty() ? "metadata.name" : source.fieldPath();
        Optional<Node> value;
        try {
            value = FieldPath.find(found.node(), FieldPath.split(path));
        } catch (KustomizeException e) {
            throw e.prefixed("error looking up replacement source: ");
        }
        return refined(
                value.filter(v -> !v.isNullOrEmpty())
                        .orElseThrow(() ->
                                new KustomizeException(
                                        "fieldPath `"
                                                + path
                                                + "` is missing for replacement source "
                                                + source.select())),
                source.options());
    }

    private static String describe(ReplacementEntry.Source source) {
        return source.select() + (source.fieldPath().isEmpty() ? "" : ":" + source.fieldPath());
    }

    private static Node refined(Node value, ReplacementEntry.Options options) {
        if (options.delimiter().isEmpty()) {
            return value;
        }
        if (!(value instanceof ScalarNode scalar)) {
            throw new KustomizeException("delimiter option can only be used with scalar nodes");
        }
        var pieces = pieces(scalar.text(), options.delimiter());
        if (options.index() < 0 || options.index() >= pieces.size()) {
            throw new KustomizeException(
                    "options.index "
                            + options.index()
                            + " is out of bounds for value "
                            + scalar.text());
        }
        var piece = scalar.copy();
        piece.setText(pieces.get(options.index()));
        return piece;
    }

    private static List<String> pieces(String text, String delimiter) {
        return new ArrayList<>(List.of(Pattern.compile(Pattern.quote(delimiter)).split(text, -1)));
    }

    private void apply(ResourceList resources, Node value, ReplacementEntry.Target target) {
        var select =
                target.select()
                        .orElseThrow(() ->
                                new KustomizeException("target must specify resources to select"));
        var metadata =
                new Selector(
                        io.slipway.kustomize.resource.TypeName.ANY,
                        "",
                        "",
                        select.labelSelector(),
                        select.annotationSelector());
        var selector = isNew ? Optional.of(select.selector()) : Optional.<Selector>empty();
        var rejects =
                target.reject().stream().map(r -> isNew ? r.selector() : metadataOf(r)).toList();
        var paths = target.fieldPaths().isEmpty() ? List.of("metadata.name") : target.fieldPaths();
        for (var resource : resources.all()) {
            if (resource.isGone()
                    || !metadata.selectsMetadata(resource)
                    || rejects.stream()
                            .anyMatch(r -> r.hasMetadata() && r.selectsMetadata(resource))) {
                continue;
            }
            var ids = ids(resource);
            boolean rejected = false;
            for (int i = 0; i < rejects.size(); i++) {
                var reject = target.reject().get(i);
                var pattern = rejects.get(i);
                rejected |=
                        !reject.isEmptyId()
                                && ids.stream()
                                        .anyMatch(id ->
                                                isNew
                                                        ? pattern.selectsId(id)
                                                        : isSelected(id, reject));
            }
            if (!rejected
                    && ids.stream()
                            .anyMatch(id ->
                                    selector.map(s -> s.selectsId(id))
                                            .orElseGet(() -> isSelected(id, select)))) {
                copy(resource, value, paths, target.options());
            }
        }
    }

    private static Selector metadataOf(TargetFields fields) {
        return new Selector(
                io.slipway.kustomize.resource.TypeName.ANY,
                "",
                "",
                fields.labelSelector(),
                fields.annotationSelector());
    }

    private void copy(
            Resource resource, Node value, List<String> paths, ReplacementEntry.Options options) {
        for (var path : paths) {
            var parts = FieldPath.split(path);
            if (isNew && EmbeddedText.set(resource.node(), value, parts, options.create())) {
                continue;
            }
            List<Slot> slots;
            try {
                slots =
                        new SlotFinder(
                                        parts,
                                        options.create() ? Optional.of(value) : Optional.empty(),
                                        isNew)
                                .find(resource.node());
            } catch (KustomizeException e) {
                throw e.prefixed(notFound(path, options.create()) + ": ")
                        .in(
                                KustomizeException.Place.file(
                                        resource.source(), resource.node().line()));
            }
            if (slots.isEmpty()) {
                throw new KustomizeException(
                        notFound(path, options.create()),
                        KustomizeException.Place.file(resource.source(), resource.node().line()));
            }
            slots.forEach(slot -> set(slot, value, options));
        }
    }

    private static String notFound(String path, boolean create) {
        return "unable to find "
                + (create ? "or create " : "")
                + "field \""
                + path
                + "\" in replacement target";
    }

    private static void set(Slot slot, Node value, ReplacementEntry.Options options) {
        var text = value.isNull() ? "" : value.text();
        if (!options.delimiter().isEmpty()) {
            if (!(slot.node() instanceof ScalarNode target)) {
                throw new KustomizeException("delimiter option can only be used with scalar nodes");
            }
            var pieces = pieces(target.text(), options.delimiter());
            if (options.index() < 0) {
                pieces.addFirst(text);
            } else if (options.index() >= pieces.size()) {
                pieces.add(text);
            } else {
                pieces.set(options.index(), text);
            }
            text = String.join(options.delimiter(), pieces);
        } else {
            text = value.text();
        }
        if (slot.node() instanceof ScalarNode target) {
            target.setText(text);
        } else {
            slot.replace(value.copy());
        }
    }

    /** Fails for nodes of another kind. */
    static KustomizeException wrongKind(String expected, Node node) {
        return FieldWalker.wrongKind(expected, node);
    }
}
