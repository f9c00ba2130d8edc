package io.slipway.kustomize.build;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.TransformerConfig;
import io.slipway.kustomize.field.TransformerConfig.NameReference;
import io.slipway.kustomize.field.TransformerConfig.Use;
import io.slipway.kustomize.load.Loader;
import io.slipway.kustomize.node.OldYaml;
import io.slipway.kustomize.option.KustomizeException;
import io.slipway.kustomize.resource.TypeName;
import io.slipway.manifests.Trees;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Field specs out of the schemas under {@code crds}: spec section 11.2. Used once. */
final class CrdFiles {

    private final Map<String, Object> types;
    private final Map<Use, List<FieldSpec>> specs = new EnumMap<>(Use.class);
    private final List<NameReference> references = new ArrayList<>();

    private CrdFiles(Map<String, Object> types) {
        this.types = types;
        List.of(Use.COMMON_ANNOTATIONS, Use.COMMON_LABELS, Use.NAME_PREFIX)
                .forEach(u -> specs.put(u, new ArrayList<>()));
    }

    static TransformerConfig read(List<String> paths, Loader loader) {
        var config = TransformerConfig.empty();
        for (var path : paths) {
            var tree = OldYaml.read(loader.text(path), loader.budget().text());
            var map =
                    Trees.map(tree)
                            .orElseThrow(() ->
                                    new KustomizeException(
                                            "unable to parse open API definition from '"
                                                    + path
                                                    + "'"));
            config = config.merge(new CrdFiles(map).config());
        }
        return config;
    }

    private TransformerConfig config() {
        for (var name : new TreeMap<>(types).keySet()) {
            var properties = properties(name);
            if (properties.containsKey("kind")
                    && properties.containsKey("apiVersion")
                    && properties.containsKey("metadata")) {
                var type = new TypeName("", "", name.substring(name.lastIndexOf('.') + 1));
                walk(type, name, "", new HashSet<>());
            }
        }
        return TransformerConfig.of(specs, references);
    }

    private Map<String, Object> properties(String name) {
        var schema =
                Trees.at(types.get(name), "Schema").or(() -> Trees.at(types.get(name), "schema"));
        return schema.map(s -> Trees.mapAt(s, "properties")).orElse(Map.of());
    }

    private void walk(TypeName type, String name, String path, Set<String> visiting) {
        if (!visiting.add(name)) {
            return;
        }
        properties(name)
                .forEach((field, property) -> {
                    var here = path.isEmpty() ? field : path + "/" + field;
                    if (Trees.at(property, "x-kubernetes-annotation").isPresent()) {
                        add(Use.COMMON_ANNOTATIONS, type, here);
                    }
                    if (Trees.at(property, "x-kubernetes-label-selector").isPresent()) {
                        add(Use.COMMON_LABELS, type, here);
                    }
                    if (Trees.at(property, "x-kubernetes-identity").isPresent()) {
                        add(Use.NAME_PREFIX, type, here);
                    }
                    var version = Trees.stringAt(property, "x-kubernetes-object-ref-api-version");
                    var kind = Trees.stringAt(property, "x-kubernetes-object-ref-kind");
                    if (version.isPresent() && kind.isPresent()) {
                        var key =
                                Trees.stringAt(property, "x-kubernetes-object-ref-name-key")
                                        .orElse("name");
                        references.add(
                                new NameReference(
                                        new TypeName("", version.get(), kind.get()),
                                        List.of(new FieldSpec(type, here + "/" + key, false))));
                    }
                    Trees.stringAt(property, "$ref")
                            .ifPresent(ref -> walk(type, ref, here, visiting));
                });
        visiting.remove(name);
    }

    private void add(Use use, TypeName type, String path) {
        Objects.requireNonNull(specs.get(use)).add(new FieldSpec(type, path, false));
    }
}
