package io.slipway.kustomize.kustomization;

import java.util.Optional;

/** An entry of {@code patches} or {@code patchesJson6902}. */
public record PatchEntry(
        String path,
        String patch,
        Optional<TargetFields> target,
        boolean allowNameChange,
        boolean allowKindChange) {

    /** From a plugin's settings, unknown options allowed. */
    public static PatchEntry lenient(Fields fields) {
        return of(fields, false);
    }

    static PatchEntry of(Fields fields, boolean strictOptions) {
        var options = fields.raw("options").orElse(null);
        var flags =
                strictOptions
                        ? Fields.strict(options, "PatchArgs")
                        : Fields.lenient(options, "PatchArgs");
        var entry =
                new PatchEntry(
                        fields.string("path"),
                        fields.string("patch"),
                        fields.struct("target", "Selector", TargetFields::of),
                        flags.flag("allowNameChange"),
                        flags.flag("allowKindChange"));
        flags.finish();
        return entry;
    }
}
