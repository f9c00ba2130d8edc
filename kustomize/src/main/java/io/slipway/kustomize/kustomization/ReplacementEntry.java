package io.slipway.kustomize.kustomization;

import java.util.List;
import java.util.Optional;

/** An entry of {@code replacements}: a file, or a source and its targets. */
public record ReplacementEntry(
        String path,
        Optional<Source> source,
        Optional<String> sourceValue,
        Optional<List<Target>> targets) {

    /** Where the value comes from; the selector is compared literally. */
    public record Source(TargetFields select, String fieldPath, Options options) {}

    /** Where the value goes. */
    public record Target(
            Optional<TargetFields> select,
            List<TargetFields> reject,
            List<String> fieldPaths,
            Options options) {}

    /** How a piece of a text is taken or set. */
    public record Options(String delimiter, int index, boolean create) {
        static final Options NONE = new Options("", 0, false);

        static Options of(Fields fields) {
            fields.string("encoding");
            return new Options(
                    fields.string("delimiter"),
                    (int) fields.number("index"),
                    fields.flag("create"));
        }
    }

    public static ReplacementEntry of(Fields fields, boolean withSourceValue) {
        return new ReplacementEntry(
                fields.string("path"),
                fields.struct(
                        "source",
                        "SourceSelector",
                        f -> {
                            var select =
                                    new TargetFields(
                                            new io.slipway.kustomize.resource.TypeName(
                                                    f.shared().string("group"),
                                                    f.shared().string("version"),
                                                    f.shared().string("kind")),
                                            f.shared().string("name"),
                                            f.shared().string("namespace"),
                                            "",
                                            "");
                            return new Source(
                                    select,
                                    f.string("fieldPath"),
                                    f.struct("options", "FieldOptions", Options::of)
                                            .orElse(Options.NONE));
                        }),
                withSourceValue ? fields.optionalString("sourceValue") : Optional.empty(),
                fields.has("targets")
                        ? Optional.of(
                                fields.structs(
                                        "targets", "TargetSelector", ReplacementEntry::target))
                        : Optional.empty());
    }

    private static Target target(Fields fields) {
        return new Target(
                fields.struct("select", "Selector", TargetFields::of),
                fields.structs("reject", "Selector", TargetFields::of),
                fields.strings("fieldPaths"),
                fields.struct("options", "FieldOptions", Options::of).orElse(Options.NONE));
    }
}
