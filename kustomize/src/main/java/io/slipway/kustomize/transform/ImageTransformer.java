package io.slipway.kustomize.transform;

import com.google.re2j.Pattern;
import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.kustomization.ImageEntry;
import io.slipway.kustomize.node.ListNode;
import io.slipway.kustomize.node.MapNode;
import io.slipway.kustomize.node.Node;
import io.slipway.kustomize.node.ScalarNode;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.Selector;
import java.util.List;

/** Changes names, tags and digests of container images: spec section 8.6. */
public final class ImageTransformer implements Transformer {

    private final ImageEntry image;
    private final Pattern pattern;
    private final List<FieldWalker> walkers;

    public ImageTransformer(ImageEntry image, List<FieldSpec> specs) {
        this.image = image;
        this.pattern =
                Selector.pattern(
                        "^" + image.name() + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$");
        this.walkers = specs.stream().map(s -> new FieldWalker(s, FieldWalker.Leaf.NONE)).toList();
    }

    @Override
    public void transform(ResourceList resources) {
        for (var resource : resources.all()) {
            if (!resource.isGone() && !resource.kind().equals("CustomResourceDefinition")) {
                everywhere(resource.node());
            }
        }
        for (var resource : resources.all()) {
            if (!resource.isGone() && !resource.kind().equals("CustomResourceDefinition")) {
                var type = resource.type();
                walkers.forEach(w -> w.change(resource, type, this::set));
            }
        }
    }

    private void everywhere(Node node) {
        switch (node) {
            case MapNode map ->
                    map.fields()
                            .forEach((name, value) -> {
                                everywhere(value);
                                if ((name.equals("containers") || name.equals("initContainers"))
                                        && value instanceof ListNode list) {
                                    containers(list);
                                }
                            });
            case ListNode list -> list.items().forEach(this::everywhere);
            case ScalarNode _ -> {}
        }
    }

    private void containers(ListNode list) {
        for (var item : list.items()) {
            if (item.isNull()) {
                continue;
            }
            if (!(item instanceof MapNode container)) {
                throw FieldWalker.wrongKind("MappingNode", item);
            }
            var value = container.get("image");
            if (value != null) {
                set(value);
            }
        }
    }

    private Node set(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            throw FieldWalker.wrongKind("ScalarNode", node);
        }
        var value = scalar.text();
        if (!pattern.matcher(value).find()) {
            return node;
        }
        int slash = Math.max(value.indexOf('/'), 0);
        int at = value.indexOf('@', slash);
        int colon = value.indexOf(':', slash);
        var name = value;
        var tag = "";
        var digest = "";
        if (at >= 0 && (colon < 0 || at < colon)) {
            name = value.substring(0, at);
            digest = value.substring(at + 1);
        } else if (colon >= 0) {
            name = value.substring(0, colon);
            tag = at < 0 ? value.substring(colon + 1) : value.substring(colon + 1, at);
            digest = at < 0 ? "" : value.substring(at + 1);
        }
        name = image.newName().isEmpty() ? name : image.newName();
        if (!image.newTag().isEmpty()) {
            tag = image.newTag();
            digest = image.digest();
        } else if (!image.digest().isEmpty()) {
            tag = "";
            digest = image.digest();
        } else if (!image.tagSuffix().isEmpty()) {
            tag += image.tagSuffix();
            digest = "";
        }
        return FieldWalker.setScalar(
                scalar,
                name + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest),
                Tag.NONE);
    }
}
