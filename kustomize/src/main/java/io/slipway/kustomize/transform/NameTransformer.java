package io.slipway.kustomize.transform;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.FieldWalker;
import io.slipway.kustomize.node.Tag;
import io.slipway.kustomize.resource.ResourceList;
import io.slipway.kustomize.resource.TypeName;
import java.util.List;

/** Adds a prefix or suffix to names: spec section 8.2. */
public final class NameTransformer implements Transformer {

    private final String prefix;
    private final String suffix;
    private final List<FieldSpec> specs;

    private NameTransformer(String prefix, String suffix, List<FieldSpec> specs) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.specs = specs;
    }

    public static NameTransformer prefix(String prefix, List<FieldSpec> specs) {
        return new NameTransformer(prefix, "", specs);
    }

    public static NameTransformer suffix(String suffix, List<FieldSpec> specs) {
        return new NameTransformer("", suffix, specs);
    }

    @Override
    public void transform(ResourceList resources) {
        for (var resource : resources.all()) {
            if (resource.isGone()) {
                continue;
            }
            var original = resource.originalId().type();
            if (isSkipped(original)) {
                continue;
            }
            for (var spec : specs) {
                if (!original.isSelectedBy(spec.type())) {
                    continue;
                }
                if (spec.path().equals("metadata/name")) {
                    resource.addPrefix(prefix);
                    resource.addSuffix(suffix);
                    if (!prefix.isEmpty() || !suffix.isEmpty()) {
                        resource.rememberId();
                    }
                }
                new FieldWalker(spec, FieldWalker.Leaf.STRING)
                        .change(
                                resource,
                                node ->
                                        FieldWalker.setScalar(
                                                node, prefix + node.text() + suffix, Tag.NONE));
            }
        }
        resources.idsMayHaveChanged();
    }

    private static boolean isSkipped(TypeName type) {
        return switch (type.kind()) {
            case "CustomResourceDefinition", "Namespace" -> true;
            case "APIService" -> type.group().equals("apiregistration.k8s.io");
            default -> false;
        };
    }
}
