package io.slipway.kustomize.kustomization;

import io.slipway.kustomize.field.FieldSpec;
import java.util.List;
import java.util.Map;

/** An entry of {@code labels}. */
public record LabelEntry(
        Map<String, String> pairs,
        boolean includeSelectors,
        boolean includeTemplates,
        List<FieldSpec> fields) {

    static LabelEntry of(Fields fields) {
        return new LabelEntry(
                fields.stringMap("pairs"),
                fields.flag("includeSelectors"),
                fields.flag("includeTemplates"),
                fields.structs("fields", "FieldSpec", FieldSpecs::of));
    }
}
