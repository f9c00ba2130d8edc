package io.slipway.kustomize.transform;

import io.slipway.kustomize.kustomization.Fields;
import io.slipway.kustomize.kustomization.TargetFields;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.Resource;
import io.slipway.kustomize.resource.ResourceList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sets a value, or a piece of a path, in fields of selected objects. Only as a plugin's
 * configuration.
 */
public final class ValueAddTransformer implements Transformer {

    private record Target(Optional<TargetFields> selector, String fieldPath, int position) {
        static Target of(Fields fields) {
            return new Target(
                    fields.struct("selector", "Selector", TargetFields::of),
                    fields.string("fieldPath"),
                    (int) fields.number("filePathPosition"));
        }
    }

    private final String value;
    private final List<Target> targets;

    private ValueAddTransformer(String value, List<Target> targets) {
        this.value = value;
        this.targets = targets;
    }

    public static ValueAddTransformer of(Fields fields, Loader loader) {
        var value = fields.string("value").strip();
        var targets = new ArrayList<>(fields.structs("targets", "Target", Target::of));
        var path = fields.string("targetFilePath");
        if (!path.isEmpty()) {
            var more =
                    Fields.lenient(
                            OldYaml.read(loader.text(path), loader.budget().text()), "Targets");
            targets.addAll(more.structs("targets", "Target", Target::of));
        }
        if (targets.isEmpty()) {
            throw new KustomizeException("must specify at least one target");
        }
        for (var target : targets) {
            if (target.fieldPath.isEmpty()) {
                throw new KustomizeException("fieldPath cannot be empty");
            }
            if (target.position < 0) {
                throw new KustomizeException(
                        "value of FilePathPosition (" + target.position + ") cannot be negative");
            }
        }
        return new ValueAddTransformer(
                value.isEmpty() ? loader.root().name() : value, List.copyOf(targets));
    }

    @Override
    public void transform(ResourceList resources) {
        for (var target : targets) {
            var selected =
                    target.selector
                            .map(s -> resources.selected(s.selector()))
                            .orElseGet(() -> List.copyOf(resources.all()));
            for (var resource : selected) {
                if (target.fieldPath.equals("metadata/namespace")) {
                    new NamespaceTransformer(value, List.of(), false, "").apply(resource);
                } else {
                    set(resource, target);
                }
            }
        }
        resources.idsMayHaveChanged();
    }

    private void set(Resource resource, Target target) {
        var parts = new ArrayList<String>();
        for (var part : target.fieldPath.split("/")) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        MapNode map = resource.node();
        for (var part : parts.subList(0, parts.size() - 1)) {
            if (map.get(part) instanceof ScalarNode old && old.isNull()) {
                return;
            }
            var next = map.mapOrNew(part);
            if (next.isEmpty()) {
                return;
            }
            map = next.get();
        }
        var last = parts.getLast();
        if (target.position == 0) {
            map.put(last, new ScalarNode(value, Tag.STRING, ScalarNode.Style.PLAIN));
            return;
        }
        if (!(map.get(last) instanceof ScalarNode scalar)) {
            return;
        }
        boolean absolute = scalar.text().startsWith("/");
        var segments =
                new ArrayList<>(
                        List.of(
                                (absolute ? scalar.text().substring(1) : scalar.text())
                                        .split("/")));
        int position = Math.min(target.position, segments.size() + 1);
        segments.add(position - 1, value);
        scalar.setText((absolute ? "/" : "") + String.join("/", segments));
    }
}
