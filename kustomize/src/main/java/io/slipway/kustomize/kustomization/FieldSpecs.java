package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.field.FieldSpec;
import io.slipway.kustomize.field.TransformerConfig;
import io.slipway.kustomize.resource.TypeName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** Reads field specs from settings. Stateless. */
public final class FieldSpecs {

    private FieldSpecs() {}

    public static FieldSpec of(Fields fields) {
        return new FieldSpec(type(fields), fields.string("path"), fields.flag("create"));
    }

    private static TypeName type(Fields fields) {
        var type = fields.shared();
        return new TypeName(type.string("group"), type.string("version"), type.string("kind"));
    }

    /** The lists of a {@code configurations} file. */
    public static TransformerConfig config(Fields fields) {
        var specs =
                new EnumMap<TransformerConfig.Use, List<FieldSpec>>(TransformerConfig.Use.class);
        for (var use : TransformerConfig.Use.values()) {
            specs.put(use, fields.structs(use.field(), "FieldSpec", FieldSpecs::of));
        }
        var references =
                new ArrayList<>(
                        fields.structs(
                                "nameReference",
                                "NameBackReferences",
                                f ->
                                        new TransformerConfig.NameReference(
                                                type(f),
                                                f.structs(
                                                        "fieldSpecs",
                                                        "FieldSpec",
                                                        FieldSpecs::of))));
        fields.finish();
        return TransformerConfig.of(specs, List.copyOf(references));
    }
}
